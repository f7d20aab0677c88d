using System.Reflection;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;
using MoeGate.Rules;
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

    /// <summary>Only some layers.</summary>
    public Selection Select { get; init; } = Selection.Everything;

    public FailOn FailOn { get; init; }

    /// <summary>Measure every metric for which there is evidence, not only what the rules need.</summary>
    public bool All { get; init; }

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
    public static Verdict Check(GateRequest request, CancellationToken cancellation = default) => Judged(request, Measure(request, cancellation));

    /// <summary>Judges what was measured before, for a request of the same <see cref="MeasurementKey"/>.</summary>
    public static Verdict Judged(GateRequest request, MetricSet measured)
    {
        var findings = Judge.Findings(request.Rules, request.Waivers, measured);
        var (decision, exitCode) = Verdict.Decide(findings, request.FailOn);
        return new Verdict
        {
            Decision = decision,
            ExitCode = exitCode,
            Findings = findings,
            Metrics = measured,
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
        var metrics = request.All || request.Rules.Count == 0 ? Catalog.All : [.. request.Rules.Select(r => r.Metric.MeasuredBy).Distinct()];
        var observed = Observing.Observe(evidence, metrics, Wishes.Of(request, evidence), request.Scan, cancellation);
        return Measuring.Measure(observed, metrics, cancellation);
    }

    /// <summary>Reads the evidence, of which weights and activations are only opened.</summary>
    /// <exception cref="InputException">Something could not be read.</exception>
    public static EvidenceSet Read(GateRequest request, CancellationToken cancellation = default) =>
        Selected(EvidenceReader.Read(request.Evidence, request.Warn, cancellation), request);

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
