using System.Reflection;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Metrics.Sharding;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate;

/// <summary>What is asked of the gate: the evidence, the rules, and when to fail.</summary>
public sealed record GateRequest
{
    public EvidenceRequest Evidence { get; init; } = new();

    /// <summary>A results document to judge instead of measuring.</summary>
    public EvidencePath? Metrics { get; init; }

    public IReadOnlyList<Rule> Rules { get; init; } = [];

    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The day, in UTC, by which waivers have expired or not. Where nobody says what day it is, none holds.</summary>
    public DateOnly Today { get; init; } = DateOnly.MaxValue;

    /// <summary>Earlier figures that rules compare with; null where none were named.</summary>
    public BaselineRequest? Baseline { get; init; }

    /// <summary>Only some layers.</summary>
    public Selection Select { get; init; } = Selection.Everything;

    public FailOn FailOn { get; init; }

    /// <summary>Measure every metric for which there is evidence, not only what the rules need.</summary>
    public bool All { get; init; }

    /// <summary>The shard that is measured; null for everything. A part is never judged.</summary>
    public ShardNumber? Shard { get; init; }

    /// <summary>
    /// Metrics measured beside those of the rules, for a report that draws them: never a reason to read weights or activations that no
    /// rule asks for.
    /// </summary>
    public IReadOnlyList<Metric> Besides { get; init; } = [];

    /// <summary>How weights are read.</summary>
    public ScanOptions Scan { get; init; } = new();

    /// <summary>The configuration file as the user named it.</summary>
    public string? Configuration { get; init; }

    /// <summary>Told, in a line each, of what was named and not looked into.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}

/// <summary>The whole path on one screen: read the evidence, measure it, hold the rules against it, draw the verdict.</summary>
public static class Gate
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(Gate).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Judges.</summary>
    /// <exception cref="InputException">Something could not be read; nothing was judged.</exception>
    public static Verdict Check(GateRequest request, CancellationToken cancellation = default) => Check(request, () => Measure(request, cancellation));

    /// <summary>Judges what somebody else measured or kept, for a request of the same <see cref="MeasurementKey"/>.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="measure">Called when all that can be checked before measuring is.</param>
    public static Verdict Check(GateRequest request, Func<MetricSet> measure)
    {
        if (request.Shard is not null) throw InputException.Usage("a shard is never judged", "measure them all, put them together with moegate merge, then check --metrics");
        var baseline = request.Baseline?.Read(request.Warn);
        if (baseline is not null && !request.Rules.Any(r => r.ComparesWithBaseline)) request.Warn($"{baseline.Shown}: no rule in force compares with it, so nothing is");
        if (baseline?.Unknown is [var unknown, ..] all) request.Warn($"{baseline.Shown}: has figures of {unknown}{(all.Count == 1 ? "" : $" and {all.Count - 1} more metrics")}, which this version does not measure");
        var measured = measure();
        var circumstances = new Circumstances { Waivers = request.Waivers, Today = request.Today, Baseline = baseline, Select = request.Select, WithoutBaseline = request.Baseline?.WhenMissing };
        var findings = Judge.Findings(request.Rules, measured, circumstances, out var notices);
        var (decision, exitCode) = Verdict.Decide(findings, request.FailOn, notices);
        return new Verdict
        {
            Decision = decision,
            ExitCode = exitCode,
            Findings = findings,
            Notices = notices,
            Metrics = measured.With(measured.All, [.. measured.Evidence.Where(e => e.Role != EvidenceKind.Baseline.Name()), .. baseline is null ? Array.Empty<EvidenceIdentity>() : [request.Baseline!.Identity]]),
            Baseline = baseline?.Metrics,
            Configuration = request.Configuration,
            Version = Version,
        };
    }

    /// <summary>Measures, and judges nothing.</summary>
    /// <exception cref="InputException">Something could not be read.</exception>
    public static MetricSet Measure(GateRequest request, CancellationToken cancellation = default)
    {
        if (request.Metrics is { } file) return ResultsReader.Read(file);
        using var evidence = Read(request, cancellation);
        var metrics = request.All || request.Rules.Count == 0 ? Catalog.All : [.. request.Rules.Select(r => r.Metric.MeasuredBy).Concat(Byproducts.Of(request, evidence)).Distinct()];
        var wants = Wishes.Of(request, evidence);
        var portion = request.Shard is { } shard ? ShardPlan.Of(evidence, metrics, wants, shard.Of, Version).For(shard.Index) : Portion.Whole;
        var observed = Observing.Observe(evidence, metrics, wants, portion, request.Scan, cancellation);
        return Measuring.Measure(observed, metrics, cancellation);
    }

    /// <summary>Puts the parts of all shards together, as if they had been measured in one piece.</summary>
    /// <exception cref="InputException">A file that cannot be read, a gap, an overlap, or parts that do not belong together.</exception>
    public static MetricSet Merge(IReadOnlyList<EvidencePath> parts) => Parts.Merge(parts, Version);

    /// <summary>Reads the evidence, of which weights and activations are only opened.</summary>
    /// <exception cref="InputException">Something could not be read.</exception>
    public static EvidenceSet Read(GateRequest request, CancellationToken cancellation = default) =>
        Selected(EvidenceReader.Read(request.Evidence, cancellation), request);

    /// <summary>The evidence of the selected layers, and a note of the selection in the results.</summary>
    private static EvidenceSet Selected(EvidenceSet evidence, GateRequest request)
    {
        var select = request.Select;
        if (request.Scan.SampleRows is { } rows && evidence.Candidate is not null)
            evidence = evidence with { Identities = [.. evidence.Identities, new EvidenceIdentity(EvidenceIdentity.Sample, null, null, null, $"{rows} {(rows == 1 ? "row" : "rows")} of each tensor, and of each expert of stacked ones, seed {request.Scan.Seed}")] };
        if (select.IsEverything) return evidence;
        var shares = new LayerShare(evidence.Layers.Select(Subject.Of).Concat(evidence.Weights.Select(t => Subject.OfTensor(t))), evidence.Architecture?.Layers);
        var weights = evidence.Weights.Where(t => select.Matches(Subject.OfTensor(t), shares)).ToList();
        return evidence with
        {
            Layers = [.. evidence.Layers.Where(l => select.Matches(Subject.Of(l), shares))],
            Weights = weights,
            Evaluations = [.. evidence.Evaluations.Where(e => select.Matches(Subject.OfEvaluation(e.Name), shares))],
            Activations = evidence.Activations?.Only(f => select.Matches(Subject.Parse(f.Subject), shares) || weights.Exists(t => Observing.Enters(f, t))),
            Identities = [.. evidence.Identities, new EvidenceIdentity(EvidenceIdentity.Selection, null, null, null, select.Text)],
        };
    }
}
