package net.swarmstack.definition;

import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Reads the part of YAML 1.2 that is JSON with comments and anchors: any YAML file of Swarm.
public final class YamlText {

    /// The largest text, in bytes of UTF-8.
    static final int MAX_BYTES = 1 << 20;

    private YamlText() {}

    /// The tree of a text of at most 1 MiB: 50 levels deep, with at most 50 aliases, which may
    /// expand it to 2 MiB, integers of 64 bits; without tags of its own, duplicate keys and cycles.
    ///
    /// @param file how problems name the text
    public static Parsed<Located> read(String file, String text) {
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return refused(new Location(file, 1, 1), "longer than 1 MiB");
        }
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(MAX_BYTES)
                        .setUseMarks(true)
                        .build();
        var problems = new Problems();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            Optional<Located> tree = new YamlTreeBuilder(file, events, problems).document();
            if (problems.isEmpty() && tree.isPresent()) {
                return new Parsed.Valid<>(tree.get());
            }
            return new Parsed.Invalid<>(problems.all(), tree);
        } catch (YamlTreeBuilder.Unreadable e) {
            problems.add(e.at(), e.reason());
        } catch (MarkedYamlEngineException e) {
            problems.add(place(file, e), "not YAML: " + reason(e));
        } catch (ReaderException e) {
            problems.add(placeOf(file, text, e.getPosition()), "not YAML: a control character");
        } catch (YamlEngineException e) {
            problems.add(new Location(file, 1, 1), "not YAML: " + e.getMessage());
        }
        return new Parsed.Invalid<>(problems.all(), Optional.empty());
    }

    private static Parsed<Located> refused(Location at, String message) {
        return new Parsed.Invalid<>(List.of(new Problem(at, message)), Optional.empty());
    }

    private static Location place(String file, MarkedYamlEngineException e) {
        return e.getProblemMark()
                .or(e::getContextMark)
                .map(mark -> new Location(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Location(file, 1, 1));
    }

    private static String reason(MarkedYamlEngineException e) {
        String context = e.getContext();
        return context == null ? e.getProblem() : context + ": " + e.getProblem();
    }

    private static Location placeOf(String file, String text, int codePoints) {
        List<String> lines =
                text.substring(0, text.offsetByCodePoints(0, codePoints)).lines().toList();
        String last = lines.isEmpty() ? "" : lines.getLast();
        return new Location(
                file, Math.max(1, lines.size()), last.codePointCount(0, last.length()) + 1);
    }
}
