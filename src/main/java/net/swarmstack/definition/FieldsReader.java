package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;

import java.util.ArrayList;
import java.util.HashMap;
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
        List<String> keys = new ArrayList<>(List.of("name"));
        keys.addAll(FieldSchemaReader.KEYS);
        Map<String, Location> places = new HashMap<>();
        List<FieldDeclaration> fields = new ArrayList<>();
        for (Located item : section.items(key)) {
            Section.of(item, "a field of " + key, keys, problems)
                    .flatMap(field -> field(field, places))
                    .ifPresent(fields::add);
        }
        return new Fields(section.has(key), fields);
    }

    /// @param places where the names of the fields before stand
    private Optional<FieldDeclaration> field(Section section, Map<String, Location> places) {
        Optional<LocatedText> name = section.requiredText("name");
        name.ifPresent(text -> check(text, places));
        String shown = name.map(LocatedText::text).orElse("?");
        boolean required = FieldSchemaReader.isRequired(section);
        return schemas.schema(section, shown)
                .flatMap(schema -> name.map(n -> new FieldDeclaration(n.text(), required, schema)));
    }

    private void check(LocatedText name, Map<String, Location> places) {
        if (!NAME.matcher(name.text()).matches()) {
            problems.add(
                    name.at(),
                    Excerpt.quote(name.text())
                            + " is no name of a field: a letter or _, then up to 127 letters,"
                            + " digits, _ and -");
        }
        Location first = places.putIfAbsent(name.text(), name.at());
        if (first != null) {
            problems.add(
                    name.at(),
                    "a second field "
                            + Excerpt.quote(name.text())
                            + ": the first stands in line "
                            + first.line());
        }
    }
}
