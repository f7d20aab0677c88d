using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;
using MoeGate.Rules;

namespace MoeGate.Tool.Options;

/// <summary>What the commands that write a baseline take and do alike: evidence and rules as check has them, measuring, and refusing figures that fail.</summary>
internal sealed class BaselineRun
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

    /// <summary>What computes beside the processor; disposed at the end of the command.</summary>
    public DeviceUse? Device(ParseResult parsed, Terminal terminal) => request.Device(parsed, terminal);

    public (GateRequest Request, EvidencePath File) Read(ParseResult parsed, DeviceUse? device, Terminal terminal)
    {
        var configuration = request.Configurations(parsed).Single();
        var read = request.Read(parsed, configuration, device, terminal) with { All = parsed.GetValue(all) };
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
        terminal.Error.WriteLine($"moegate: nothing was written: {bad.Count} {(bad.Count == 1 ? "rule does" : "rules do")} not pass; mend it, waive it, or take the figures with --allow-failing");
        return bad.Exists(f => f.Outcome == Outcome.Fail) ? ExitCode.Violated : ExitCode.Undecided;
    }
}
