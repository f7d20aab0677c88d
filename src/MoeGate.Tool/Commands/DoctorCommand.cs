using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Reports.Doctor;
using MoeGate.Tool.Doctor;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate doctor</c>: what a gate would find here, what is missing, and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var configuration = new Argument<string?>("moegate.json") { Description = "The configuration; ./moegate.json where it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Say absolute paths as well." };
        var command = new Command("doctor", "Say what a gate would find here, what is missing, and what to do. No weights are read.").WithExamples(
            "moegate doctor", "moegate doctor release/moegate.json", "moegate doctor --verbose                                 # with absolute paths");
        command.Arguments.Add(configuration);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var surroundings = new Surroundings(terminal, parsed.GetValue(verbose));
            var configured = ConfigurationSection.Of(parsed.GetValue(configuration), surroundings);
            var evidence = configured.File is null ? null : EvidenceSection.Of(configured.File.Evidence, surroundings);
            var reports = ReportsSection.Of(configured.File);
            var evidenceCode = evidence?.ExitCode ?? ExitCode.Pass;
            var exitCode = configured.ExitCode == ExitCode.Usage || evidenceCode == ExitCode.Usage || reports.Signs.Any(s => s.Mark == Mark.Wrong) ? ExitCode.Usage
                : Math.Max(configured.ExitCode, evidenceCode);
            var (named, read) = (evidence?.Named ?? EvidenceKind.None, evidence?.Read ?? EvidenceKind.None);
            var baseline = configured.File?.Baseline is null ? EvidenceKind.None : EvidenceKind.Baseline;
            IReadOnlyList<SignSection> sections =
            [
                ToolSection.Of(surroundings),
                ProcessorSection.Of(terminal.Devices),
                configured.Section,
                .. evidence is null ? (IEnumerable<SignSection>)[] : [evidence.Section],
                RulesSection.Of(configured.Rules, named == EvidenceKind.None ? named : named | baseline, configured.HasBaseline ? read | baseline : read),
                reports,
                EnvironmentSection.Of(surroundings),
                PackagesSection.Of(surroundings),
            ];
            DoctorReport.Write(sections, Summary(exitCode, configured.File?.Shown, named), exitCode == ExitCode.Pass, terminal.Out, terminal.Style());
            return exitCode;
        });
        return command;
    }

    private static string Summary(int exitCode, string? configuration, EvidenceKind kinds) => exitCode switch
    {
        ExitCode.Usage => "A gate cannot run: the configuration, or what it names to write, has to be mended first.",
        ExitCode.Undecided => "A gate cannot decide: what the configuration names cannot be read.",
        _ when configuration is null => "A gate can run here: moegate check with the evidence on the command line.",
        _ when kinds == EvidenceKind.None => $"A gate can run here: moegate check {configuration} with the evidence on the command line.",
        _ => $"A gate can run here: moegate check {configuration}",
    };
}
