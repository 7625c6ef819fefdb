package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads declared `inputs` and `outputs`: a list of fields with a name each.
final class FieldsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,127}");

    private final Problems problems;
    private final FieldSchemaReader schemas;

    FieldsReader(Problems problems) {
        this.problems = problems;
        this.schemas = new FieldSchemaReader(problems);
    }

    /// The fields that a key of a section declares; none where it is absent.
    Fields read(Section section, String key) {
        Map<String, FieldDeclaration> fields = new LinkedHashMap<>();
        for (Located item : section.items(key)) {
            field(item, key)
                    .ifPresent(field -> {
                        if (fields.putIfAbsent(field.name(), field) != null) {
                            problems.add(item.at(), "a second \"" + field.name() + "\" in " + key);
                        }
                    });
        }
        return new Fields(List.copyOf(fields.values()));
    }

    private Optional<FieldDeclaration> field(Located item, String key) {
        List<String> keys = new ArrayList<>(List.of("name"));
        keys.addAll(FieldSchemaReader.KEYS);
        return Section.of(item, "a field of " + key, keys, problems).flatMap(this::field);
    }

    private Optional<FieldDeclaration> field(Section section) {
        Optional<LocatedText> name = section.requiredText("name");
        if (name.isPresent() && !NAME.matcher(name.get().text()).matches()) {
            problems.add(
                    name.get().at(),
                    Excerpt.quote(name.get().text())
                            + " is no name of a field: a letter or _, then up to 127 letters,"
                            + " digits, _ and -");
            return Optional.empty();
        }
        String shown = name.map(LocatedText::text).orElse("?");
        boolean required = FieldSchemaReader.isRequired(section);
        return schemas.schema(section, shown)
                .flatMap(schema -> name.map(n -> new FieldDeclaration(n.text(), required, schema)));
    }
}
