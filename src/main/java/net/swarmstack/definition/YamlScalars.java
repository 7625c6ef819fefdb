package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// What a scalar means, by the core schema of YAML 1.2.
final class YamlScalars {

    static final String TAG_PREFIX = Tag.PREFIX;

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);
    private static final List<Tag> NUMBERS = List.of(Tag.INT, Tag.FLOAT);

    private YamlScalars() {}

    /// The JSON value of a scalar.
    ///
    /// @throws IllegalArgumentException where there is none; the message says why
    static JsonNode value(ScalarEvent scalar) {
        String text = scalar.getValue();
        Tag tag = tag(scalar);
        if (tag.equals(Tag.NULL)) {
            return NullNode.instance;
        }
        if (tag.equals(Tag.BOOL)) {
            return BooleanNode.valueOf(Character.toLowerCase(text.charAt(0)) == 't');
        }
        if (NUMBERS.contains(tag)) {
            return number(text, tag);
        }
        if (Json.hasHalfPair(text)) {
            throw new IllegalArgumentException("half of a surrogate pair: not a character");
        }
        return StringNode.valueOf(text);
    }

    /// Why a tag is not taken.
    static String refusal(String tag) {
        return "the tag "
                + Excerpt.quote(tag)
                + " is not taken: only those of the YAML core schema, on values that fit them";
    }

    private static Tag tag(ScalarEvent scalar) {
        String text = scalar.getValue();
        String written = scalar.getTag().orElse("");
        boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        if (written.isEmpty()) {
            return plain ? RESOLVER.resolve(text, true) : Tag.STR;
        }
        if (written.equals("!") || written.equals(Tag.STR.getValue())) {
            return Tag.STR;
        }
        Tag meant = RESOLVER.resolve(text, true);
        boolean fits =
                !meant.equals(Tag.STR)
                        && (written.equals(meant.getValue())
                                || (written.equals(Tag.FLOAT.getValue()) && meant.equals(Tag.INT)));
        if (!fits) {
            throw new IllegalArgumentException(refusal(written));
        }
        return new Tag(written);
    }

    /// Numbers go through JSON, so that a definition read from YAML equals itself read from the
    /// JSON it was pinned as, and the bounds of numbers stand in one place.
    private static JsonNode number(String text, Tag tag) {
        if (text.length() > MAX_NUMBER_LENGTH) {
            throw new IllegalArgumentException("a number of more than 64 characters");
        }
        if (tag.equals(Tag.INT)) {
            return Json.parse(integer(text).toString());
        }
        char last = text.charAt(text.length() - 1);
        if (Character.isLetter(last)) {
            throw new IllegalArgumentException(Excerpt.quote(text) + " is not a number in JSON");
        }
        try {
            return Json.parse(new BigDecimal(text).toString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number with an exponent beyond 400", e);
        }
    }

    private static BigInteger integer(String text) {
        if (text.startsWith("0o")) {
            return new BigInteger(text.substring(2), 8);
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        return new BigInteger(text);
    }
}
