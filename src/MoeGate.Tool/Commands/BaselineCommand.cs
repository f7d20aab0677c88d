using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
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
            MustBeFree(file, parsed.GetValue(force));
            var first = Reason(parsed.GetValue(reason) ?? FirstReason);
            var verdict = asked.Judge(parsed, request, terminal);
            if (asked.Refuse(parsed, verdict, terminal) is { } refused) return refused;

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

        /// <summary>Measures all, and judges what needs no baseline.</summary>
        /// <param name="parsed">The command line.</param>
        /// <param name="asked">What is asked.</param>
        /// <param name="terminal">The world.</param>
        /// <param name="kept">Metrics that are measured although no rule asks for them: those that the baseline has.</param>
        public Verdict Judge(ParseResult parsed, GateRequest asked, Terminal terminal, params IReadOnlyList<string> kept)
        {
            var wanted = asked.Rules.Select(r => r.Metric.MeasuredBy.Id).Concat(kept).ToHashSet(StringComparer.Ordinal);
            var widened = asked with { All = asked.All || kept.Except(asked.Rules.Select(r => r.Metric.MeasuredBy.Id)).Any() };
            MetricSet measured;
            using (request.Progress(parsed, widened, terminal)) measured = Gate.Measure(widened, terminal.Cancellation);
            if (measured.Evidence.FirstOrDefault(e => e.Role == EvidenceIdentity.Selection) is { } selection)
                throw InputException.Usage($"only a part was measured ({Plain.Text(selection.Value ?? "")})", "a baseline is of the whole: leave --select out");
            if (!asked.All && asked.Rules.Count > 0) measured = measured.With(measured.All.Where(m => wanted.Contains(m.Metric.MeasuredBy.Id)), measured.Evidence);
            return Gate.Check(asked with { Baseline = null, Rules = [.. asked.Rules.Select(r => r.ComparesWithBaseline ? r.WithoutBaseline() : r).OfType<Rule>()] }, () => measured);
        }

        /// <summary>
        /// A baseline of a broken model would make every later one look sound: whatever rules fail is shown, and nothing is written. Null
        /// where nothing is in the way.
        /// </summary>
        public int? Refuse(ParseResult parsed, Verdict verdict, Terminal terminal)
        {
            if (parsed.GetValue(allowFailing)) return null;
            var bad = verdict.Findings.Where(f => f.Severity() == Level.Error).ToList();
            if (bad.Count == 0) return null;
            foreach (var finding in bad) terminal.Out.Write($"{finding.Rule.Id}  {Plain.Text(finding.Message)}\n");
            terminal.Out.Flush();
            terminal.Error.WriteLine($"moegate: nothing was written: {Count(bad.Count, "rule")} {(bad.Count == 1 ? "does" : "do")} not pass; mend it, waive it, or take the figures with --allow-failing");
            return bad.Exists(f => f.Outcome == Outcome.Fail) ? ExitCode.Violated : ExitCode.Undecided;
        }
    }
}
