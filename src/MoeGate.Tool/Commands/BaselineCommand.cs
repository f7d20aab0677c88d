using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reports;
using MoeGate.Reports.Baselines;
using MoeGate.Rules;
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
        var asked = new Asked();
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
            var (request, file) = asked.Read(parsed, terminal);
            if (File.Exists(file.Path) && !parsed.GetValue(force))
                throw InputException.Usage($"{file.Shown} is already there", "moegate baseline accept --reason TEXT changes it; --force replaces it and its history");
            var verdict = asked.Judge(parsed, request with { Baseline = null }, terminal);
            if (asked.Refuse(parsed, verdict, terminal) is { } refused) return refused;

            var first = Reason(parsed.GetValue(reason) ?? FirstReason);
            var saved = Baseline.Of(verdict.Metrics, Gate.Version, file.Shown, []);
            Write(saved with { History = [new Acceptance(Today(terminal), Gate.Version, first, 0, saved.Metrics.All.Count, 0)] }, file);
            terminal.Out.Write($"wrote {Plain.Text(file.Shown)}: {Count(saved.Metrics.All.Count, "figure")} of {Count(saved.Definitions.Count, "metric")}\n");
            return ExitCode.Pass;
        });
        return command;
    }

    private static Command Accept(Terminal terminal)
    {
        var asked = new Asked();
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
            var (request, file) = asked.Read(parsed, terminal);
            var before = BaselineFile.Read(file);
            var verdict = asked.Judge(parsed, request with { Baseline = new BaselineRequest(file) }, terminal);
            if (asked.Refuse(parsed, verdict, terminal) is { } refused) return refused;

            var after = Baseline.Of(verdict.Metrics, Gate.Version, file.Shown, before.History);
            var changes = BaselineChange.Between(before.Metrics, after.Metrics);
            BaselineChanges.Write(changes, terminal.Out, terminal.Style(parsed.GetValue(verbose)));
            if (changes.Count == 0 && before.Metrics.Evidence.SequenceEqual(after.Metrics.Evidence))
            {
                terminal.Out.Write($"{Plain.Text(file.Shown)} has these figures already; nothing was written\n");
                return ExitCode.Pass;
            }

            if (parsed.GetValue(dry))
            {
                terminal.Out.Write("nothing was written (--dry-run)\n");
                return ExitCode.Pass;
            }

            var acceptance = new Acceptance(Today(terminal), Gate.Version, why, changes.Count(c => !c.IsNew && !c.IsGone), changes.Count(c => c.IsNew), changes.Count(c => c.IsGone));
            Write(after with { History = [.. before.History, acceptance] }, file);
            terminal.Out.Write($"wrote {Plain.Text(file.Shown)}: {Count(after.Metrics.All.Count, "figure")} of {Count(after.Definitions.Count, "metric")}\n");
            return ExitCode.Pass;
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

    /// <summary>The baseline that a configuration names; null where the file is none.</summary>
    private static EvidencePath? OfConfiguration(string path)
    {
        if (Path.GetFileName(path) != ConfigurationFile.DefaultName && BaselineFile.IsOne(path)) return null;
        var file = ConfigurationFile.Read(path);
        return file.Baseline?.File ?? throw InputException.Usage($"{file.Shown} names no baseline", "name the baseline itself");
    }

    private static void Write(Baseline baseline, EvidencePath file) => OutputFile.Write(file.Path, file.Shown, writer => BaselineText.Write(baseline, writer));

    private static DateOnly Today(Terminal terminal) => DateOnly.FromDateTime(terminal.Clock.GetUtcNow().UtcDateTime);

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Reason(string text) => string.IsNullOrWhiteSpace(text) ? throw InputException.Usage("--reason says nothing", "say why the new figures are right") : text.Trim();

    /// <summary>What both commands that write take: the same evidence and rules as check, and what to do about figures that fail.</summary>
    private sealed class Asked
    {
        private readonly RequestOptions request = new();
        private readonly Option<bool> all = new("--all") { Description = "Every metric for which there is evidence, not only what the rules need." };
        private readonly Option<bool> allowFailing = new("--allow-failing") { Description = "Take figures that violate rules, or that rules could not be held against." };

        public void AddTo(Command command)
        {
            request.AddTo(command, judges: true);
            command.Options.Add(all);
            command.Options.Add(allowFailing);
        }

        public (GateRequest Request, EvidencePath File) Read(ParseResult parsed, Terminal terminal)
        {
            var configuration = request.Configurations(parsed).Single();
            var read = request.Read(parsed, configuration, terminal) with { All = parsed.GetValue(all) };
            return (read, read.Baseline?.File ?? throw InputException.Usage("no baseline is named", "name it with --baseline FILE, or as \"baseline\": { \"file\": … } in the configuration"));
        }

        public Verdict Judge(ParseResult parsed, GateRequest asked, Terminal terminal)
        {
            using (request.Progress(parsed, asked, terminal)) return Gate.Check(asked, terminal.Cancellation);
        }

        /// <summary>
        /// A baseline of a broken model would make every later one look sound: whatever rules fail, but for those that compare with the
        /// baseline itself, is shown, and nothing is written. Null where nothing is in the way.
        /// </summary>
        public int? Refuse(ParseResult parsed, Verdict verdict, Terminal terminal)
        {
            if (parsed.GetValue(allowFailing)) return null;
            var bad = verdict.Findings.Where(f => f.Limit is not { Operand.IsBaseline: true } && f.Severity() == Level.Error).ToList();
            if (bad.Count == 0) return null;
            foreach (var finding in bad) terminal.Out.Write($"{finding.Rule.Id}  {Plain.Text(finding.Message)}\n");
            terminal.Out.Flush();
            terminal.Error.WriteLine($"moegate: nothing was written: {Count(bad.Count, "rule")} {(bad.Count == 1 ? "does" : "do")} not pass; mend it, waive it, or take the figures with --allow-failing");
            return bad.Exists(f => f.Outcome == Outcome.Fail) ? ExitCode.Violated : ExitCode.Undecided;
        }
    }
}
