package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the key `labels`: names and texts by which people and programs sort workflows.
final class LabelsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,62})");
    private static final int MAX_LABELS = 64;
    private static final int MAX_LENGTH = 256;

    private final Problems problems;

    LabelsReader(Problems problems) {
        this.problems = problems;
    }

    /// The labels, in the order of the file.
    Map<String, String> read(Section workflow) {
        Located.Mapping written = workflow.mapping("labels");
        Map<String, String> labels = new LinkedHashMap<>();
        if (written.entries().size() > MAX_LABELS) {
            problems.add(written.at(), "at most " + MAX_LABELS + " labels are taken");
            return labels;
        }
        Section.of(written, "labels", written.entries().keySet(), problems)
                .ifPresent(section ->
                        written.entries()
                                .forEach((name, entry) -> {
                                    check(name, entry);
                                    labels.put(name, text(section, name, entry));
                                }));
        return labels;
    }

    private void check(String name, Located.Entry entry) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    entry.keyAt(),
                    Excerpt.quote(name)
                            + " is no name of a label: a letter or digit, then up to 62 letters,"
                            + " digits, ., _, / and -");
        }
    }

    private String text(Section section, String name, Located.Entry entry) {
        String text = section.text(name);
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            problems.add(
                    entry.value().at(), "a label is at most " + MAX_LENGTH + " characters long");
        }
        return text;
    }
}
