using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Reports.Baselines;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate baseline save</c>, <c>accept</c> and <c>show</c>: the figures that rules compare with, which change by these commands and by nothing else.</summary>
internal static class BaselineCommand
{
    private const string FirstReason = "the first baseline";

    public static Command Create(Terminal terminal) => new("baseline", "The figures that rules compare with: save them, accept changes, show them.")
    {
        Save(terminal),
        Accept(terminal),
        Show(terminal),
    };

    private static Command Save(Terminal terminal)
    {
        var asked = new BaselineRun();
        var reason = EvidenceOptions.One("--reason", "TEXT", $"Why these figures; \"{FirstReason}\" where it is left out.");
        var force = new Option<bool>("--force") { Description = "Replace a baseline that is there, and its history." };
        var command = new Command("save", "Measure, and save the figures as the first baseline.").WithExamples(
            "moegate baseline save                                    # what ./moegate.json measures, to its baseline",
            "moegate baseline save moegate.json --baseline baselines/main.json",
            "moegate baseline save --metrics results.json --baseline baselines/main.json");
        asked.AddTo(command);
        command.Options.Add(reason);
        command.Options.Add(force);
        command.SetAction(parsed =>
        {
            using var device = asked.Device(parsed, terminal);
            var (request, file) = asked.Read(parsed, device, terminal);
            MustBeFree(file, parsed.GetValue(force));
            var first = Reason(parsed.GetValue(reason) ?? FirstReason);
            var verdict = asked.Judge(parsed, request, terminal);
            if (asked.Refuse(parsed, verdict, terminal) is { } refused) return refused;

            var saved = Baseline.Of(verdict.Metrics, Gate.Version, file.Shown, []);
            return Write(saved with { History = [new Acceptance(Today(terminal), Gate.Version, first, 0, saved.Metrics.All.Count, 0)] }, file, terminal);
        });
        return command;
    }

    private static Command Accept(Terminal terminal)
    {
        var asked = new BaselineRun();
        var reason = new Option<string>("--reason") { Description = "Why the new figures are right; it goes into the baseline's history.", HelpName = "TEXT", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would change, and write nothing." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every change, not only the first ones." };
        var command = new Command("accept", "Measure, show what changed since the baseline, and take the new figures in its place.").WithExamples(
            "moegate baseline accept --reason \"a larger imatrix\"",
            "moegate baseline accept moegate.json --reason \"q5_K for ffn_down\" --dry-run",
            "moegate baseline accept --metrics results.json --baseline baselines/main.json --reason \"release 1.4\"");
        asked.AddTo(command);
        command.Options.Add(reason);
        command.Options.Add(dry);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var why = Reason(parsed.GetValue(reason)!);
            using var device = asked.Device(parsed, terminal);
            var (request, file) = asked.Read(parsed, device, terminal);
            var before = BaselineFile.Read(file);
            var verdict = asked.Judge(parsed, request, terminal, [.. before.Definitions.Keys]);
            if (asked.Refuse(parsed, verdict, terminal) is { } refused) return refused;

            var after = Baseline.Of(verdict.Metrics, Gate.Version, file.Shown, before.History);
            var changes = BaselineChange.Between(before.Metrics, after.Metrics);
            BaselineChanges.Write(changes, terminal.Out, terminal.Style(parsed.GetValue(verbose)));
            if (before.Unknown.Count == 0 && BaselineText.OfFigures(before) == BaselineText.OfFigures(after))
            {
                terminal.Out.Write($"{Plain.Text(file.Shown)} has these figures already; nothing was written\n");
                return ExitCode.Pass;
            }

            if (parsed.GetValue(dry))
            {
                terminal.Out.Write("nothing was written (--dry-run)\n");
                return ExitCode.Pass;
            }

            var acceptance = new Acceptance(Today(terminal), Gate.Version, why, changes.Count(c => !c.IsNew && !c.IsGone), changes.Count(c => c.IsNew), changes.Count(c => c.IsGone) + before.Unknown.Count);
            return Write(after with { History = [.. before.History, acceptance] }, file, terminal);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var path = new Argument<string>("FILE") { Description = "A baseline, or a configuration that names one.", DefaultValueFactory = _ => ConfigurationFile.DefaultName };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every figure." };
        var command = new Command("show", "Show a baseline: its history, what it is of, and its figures.").WithExamples(
            "moegate baseline show                                    # the one that ./moegate.json names",
            "moegate baseline show baselines/main.json --verbose");
        command.Arguments.Add(path);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(path)!;
            BaselineReport.Write(BaselineFile.Read(OfConfiguration(named) ?? EvidencePath.OnCommandLine(named)), terminal.Out, terminal.Style(parsed.GetValue(verbose)));
            return ExitCode.Pass;
        });
        return command;
    }

    /// <summary>The baseline that a configuration names; null where the file is not one. A document of ours says its schema, a configuration does not.</summary>
    private static EvidencePath? OfConfiguration(string path)
    {
        if (Path.GetFileName(path) != ConfigurationFile.DefaultName && (!File.Exists(path) || JsonFile.Read(path, path, InputKind.Evidence) is not { Kind: JsonKind.Object } root || root["schema"] is not null)) return null;
        var file = ConfigurationFile.Read(path);
        return file.Baseline?.File ?? throw InputException.Usage($"{file.Shown} names no baseline", "name the baseline itself");
    }

    /// <summary>Even by force nothing is replaced but a baseline: a slip of the pen would cost a model.</summary>
    private static void MustBeFree(EvidencePath file, bool force)
    {
        if (!File.Exists(file.Path)) return;
        if (!force) throw InputException.Usage($"{file.Shown} is already there", "moegate baseline accept --reason TEXT changes it; --force replaces it and its history");
        try
        {
            BaselineFile.Read(file);
        }
        catch (InputException)
        {
            throw InputException.Usage($"{file.Shown} is there and is no baseline", "name another file, or take this one away");
        }
    }

    private static int Write(Baseline baseline, EvidencePath file, Terminal terminal)
    {
        OutputFile.Write(file.Path, file.Shown, writer => BaselineText.Write(baseline, writer));
        terminal.Out.Write($"wrote {Plain.Text(file.Shown)}: {Count(baseline.Metrics.All.Count, "figure")} of {Count(baseline.Definitions.Count, "metric")}\n");
        return ExitCode.Pass;
    }

    private static DateOnly Today(Terminal terminal) => DateOnly.FromDateTime(terminal.Clock.GetUtcNow().UtcDateTime);

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Reason(string text) => string.IsNullOrWhiteSpace(text) ? throw InputException.Usage("--reason says nothing", "say why the new figures are right") : text.Trim();
}
