package net.swarmstack.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;

/// Parts of command specs. No annotations: reading those by reflection costs more than all the rest
/// of a short command.
final class Specs {

    static final String ROOT = "--root";
    static final String DEBUG = "--debug";
    static final String OUTPUT = "--output";

    private Specs() {}

    /// A spec with what every command has.
    ///
    /// @param does one sentence
    /// @param examples command lines that work
    static CommandSpec of(Object command, String does, String... examples) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(command)
                        .addOption(
                                OptionSpec.builder(ROOT)
                                        .paramLabel("DIR")
                                        .type(String.class)
                                        .description(
                                                "The folder of everything (else $SWARM_ROOT, /opt"
                                                        + " or ~/.local/share/swarm).")
                                        .build())
                        .addOption(
                                OptionSpec.builder(DEBUG)
                                        .description("Show where an error comes from.")
                                        .build())
                        .addOption(
                                OptionSpec.builder("-h", "--help")
                                        .usageHelp(true)
                                        .description("Show this text.")
                                        .build());
        spec.usageMessage().description(does);
        spec.usageMessage().footerHeading(examples.length > 1 ? "%nExamples:%n" : "%nExample:%n");
        spec.usageMessage().footer(indent(examples));
        spec.usageMessage().abbreviateSynopsis(true);
        spec.usageMessage().width(100);
        return spec;
    }

    private static String[] indent(String[] examples) {
        var lines = new String[examples.length];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "  " + examples[i].replace("%", "%%");
        }
        return lines;
    }

    /// A positional argument.
    static PositionalParamSpec argument(int index, boolean required, String label, String what) {
        return PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .arity(required ? "1" : "0..1")
                .required(required)
                .paramLabel(label)
                .type(String.class)
                .description(what)
                .build();
    }

    /// An option with a value.
    static OptionSpec option(String name, String label, String what) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(what)
                .build();
    }

    /// An option with a value that may be given several times.
    static OptionSpec repeated(String name, String label, String what) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(what)
                .build();
    }

    /// An option without a value.
    static OptionSpec flag(String name, String what) {
        return OptionSpec.builder(name).description(what).build();
    }

    /// `-o`, see [Format].
    static OptionSpec output(String what) {
        return output(what, Format.NAMES);
    }

    /// `-o` of a command that has formats of its own.
    static OptionSpec output(String what, List<String> formats) {
        return OptionSpec.builder("-o", OUTPUT)
                .paramLabel("FORMAT")
                .type(String.class)
                .completionCandidates(formats)
                .description(what)
                .build();
    }
}
