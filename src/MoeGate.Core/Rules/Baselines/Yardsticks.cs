using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Rules.Baselines;

/// <summary>
/// The evidence that a figure is measured by, not of: a reference, a held-out text, an importance matrix, the text of an evaluation. Where it is
/// another than the baseline's, two figures differ for a reason that is not the candidate's, and comparing them would be a lie.
/// </summary>
/// <remarks>
/// They are told apart by what is known without reading them again: format and size of files, chunks of an evaluation and of an importance
/// matrix, the sample. What the candidate, its plan and its calibration are may change: that is what is compared.
/// </remarks>
internal static class Yardsticks
{
    private static readonly (EvidenceKind Needed, EvidenceKind[] Kinds)[] files =
    [
        (EvidenceKind.Reference, [EvidenceKind.Reference]),
        (EvidenceKind.HeldOut, [EvidenceKind.HeldOut]),
        (EvidenceKind.Imatrix, [EvidenceKind.Imatrix]),

        // Where there are no activations an importance matrix takes their place, which gives other figures.
        (EvidenceKind.Activations, [EvidenceKind.Activations, EvidenceKind.Imatrix]),
    ];

    /// <summary>The evidence that a baseline keeps beside its figures: all of it but an earlier baseline.</summary>
    public static IReadOnlyList<EvidenceIdentity> Of(IReadOnlyList<EvidenceIdentity> evidence) =>
        [.. evidence.Where(e => e.Role != EvidenceKind.Baseline.Name())];

    /// <summary>The first difference that makes figures of this metric incomparable, in words; null where there is none.</summary>
    public static string? Difference(Metric metric, Scope scope, MetricSet then, MetricSet now)
    {
        if (then.ModelLayers is { } before && now.ModelLayers is { } after && before != after)
            return $"the baseline is of a model of {before} layers, and this one has {after}";

        if (metric.Needs.HasFlag(EvidenceKind.Candidate) && Difference("sample", Values(then, EvidenceIdentity.Sample), Values(now, EvidenceIdentity.Sample)) is { } sampled)
            return sampled;

        // The model's own figure is of whatever was selected; those of its parts are of themselves.
        if (scope == Scope.Model && Difference("selection", Values(then, EvidenceIdentity.Selection), Values(now, EvidenceIdentity.Selection)) is { } selected)
            return selected;
        if (metric.Needs.HasFlag(EvidenceKind.Experts) && Difference("score", Values(then, EvidenceIdentity.Score), Values(now, EvidenceIdentity.Score)) is { } ranked)
            return ranked;
        if ((metric.Needs & (EvidenceKind.Experts | EvidenceKind.Model)) != EvidenceKind.None && Difference("set of parameters", Values(then, EvidenceIdentity.Parameters), Values(now, EvidenceIdentity.Parameters)) is { } set)
            return set;

        foreach (var (needed, kinds) in files)
        {
            if (!(metric.Needs | AlsoReads(metric)).HasFlag(needed)) continue;
            foreach (var kind in kinds)
                if (Difference(Words(kind), Files(then, kind), Files(now, kind)) is { } other)
                    return other;
        }

        return null;
    }

    /// <summary>Some figures are the reference's where there is one: how hard weights are to quantize, and what an output loses.</summary>
    private static EvidenceKind AlsoReads(Metric metric) =>
        metric is MatmulMetric or TensorMetric { IsOfReference: true } ? EvidenceKind.Reference : EvidenceKind.None;

    /// <summary>Why this evaluation cannot be compared: it is of another text, or of another length.</summary>
    public static string? OfEvaluation(string name, MetricSet then, MetricSet now)
    {
        foreach (var run in new[] { name, name + ".reference" })
        {
            var (before, after) = (Format(then, run), Format(now, run));
            if (before is not null && after is not null && before != after) return $"{run} was {before} in the baseline, and is {after}";
        }

        return null;

        static string? Format(MetricSet metrics, string run) =>
            metrics.Evidence.FirstOrDefault(e => e.Role == EvidenceKind.Evaluations.Name() && e.Value == run)?.Format;
    }

    private static string? Difference(string what, IReadOnlyList<string> then, IReadOnlyList<string> now) =>
        then.Order(StringComparer.Ordinal).SequenceEqual(now.Order(StringComparer.Ordinal)) ? null
        : $"the baseline was measured with another {what}: {Listed(then)} then, {Listed(now)} now";

    private static string Listed(IReadOnlyList<string> evidence) => evidence.Count == 0 ? "none" : string.Join(" and ", evidence);

    private static string Words(EvidenceKind kind) => kind switch
    {
        EvidenceKind.HeldOut => "held-out text",
        EvidenceKind.Imatrix => "importance matrix",
        EvidenceKind.Activations => "set of activations",
        _ => kind.Name(),
    };

    private static IReadOnlyList<string> Values(MetricSet metrics, string role) => [.. metrics.Evidence.Where(e => e.Role == role).Select(e => e.Value ?? "")];

    /// <summary>Without names: a file that was moved is the same file.</summary>
    private static IReadOnlyList<string> Files(MetricSet metrics, EvidenceKind kind) =>
        [.. metrics.Evidence.Where(e => e.Role == kind.Name()).Select(e => $"{e.Format} of {Figure.Number(e.Bytes ?? 0)} bytes")];
}
