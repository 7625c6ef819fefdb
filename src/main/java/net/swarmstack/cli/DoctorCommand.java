package net.swarmstack.cli;

import net.swarmstack.app.Doctor.Diagnosis;
import net.swarmstack.app.Finding;
import net.swarmstack.app.Finding.Level;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// `swarm doctor`
final class DoctorCommand implements Command {

    private static final String VERIFY = "--verify";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Looks for what keeps Swarm from working. Exit status: 0 nothing, or only"
                                + " warnings; 1 the machine lacks something; 78 the root is damaged"
                                + " or set up wrongly.",
                        "swarm doctor",
                        "swarm doctor --verify -o json")
                .addOption(
                        Specs.flag(VERIFY, "Verify the history of every run too; reads all of it."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Diagnosis diagnosis = invocation.diagnose(invocation.has(VERIFY));
        List<Finding> findings = diagnosis.all().toList();
        new Listing<>(findings, Finding::check, DoctorCommand::json)
                .printText(
                        invocation,
                        () ->
                                findings.stream()
                                        .map(DoctorCommand::lines)
                                        .collect(Collectors.joining()));
        if (fails(diagnosis.root())) {
            return ExitStatus.MISCONFIGURED;
        }
        return fails(diagnosis.machine()) ? ExitStatus.ERROR : ExitStatus.OK;
    }

    private static boolean fails(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
    }

    /// What was found, and below it what to do: whole, for a table would cut it.
    private static String lines(Finding finding) {
        String remedy = finding.remedy().isEmpty() ? "" : line("", "", finding.remedy());
        return line(level(finding), finding.check(), finding.text()) + remedy;
    }

    private static String line(String level, String check, String text) {
        return String.format(Locale.ROOT, "%-4s  %-9s  %s%n", level, check, Text.visible(text));
    }

    private static String level(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Finding finding) {
        return Json.object()
                .put("check", finding.check())
                .put("status", level(finding))
                .put("text", finding.text())
                .put("remedy", finding.remedy());
    }
}
