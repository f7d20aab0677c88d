using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Rules.Starter;

/// <summary>Every figure of a model that gets a limit of its own where there is evidence for it, and the room that each is left.</summary>
internal static class OwnLimits
{
    /// <summary>Half a decibel.</summary>
    private static readonly Margin error = new(MarginOf.Error, 0.06);

    private static readonly Margin fifth = new(MarginOf.Figure, 0.2);

    private static readonly Margin half = new(MarginOf.Figure, 0.5);

    public static IReadOnlyList<OwnSection> Sections { get; } =
    [
        new(
            "The profile.",
            "There is room for another text of about this length; a profiler that reads the wrong memory has a dispersion near 0.",
            new OwnLimit(101, "profile.tokens", "min", fifth),
            new OwnLimit(102, "profile.dispersion", "min", half)),
        new(
            "The cut.",
            "It keeps most of what it gains over a random one, which gains nothing.",
            new OwnLimit(201, "pruning.vs_random", "mean", fifth),
            new OwnLimit(202, "pruning.heldout_vs_random", "mean", fifth),
            new OwnLimit(203, "pruning.split_half_jaccard", "mean", fifth)),
        new(
            "How hard the weights are to quantize.",
            "It is their own whatever is done to them later: what moves it is other weights, or a faulty conversion.",
            new OwnLimit(301, "quant2.relative_offset_rmse", "max", new Margin(MarginOf.Figure, 0.05)) { By = "role", Without = EvidenceKind.Reference },
            new OwnLimit(304, "group.offset_excess", "max", fifth) { Without = EvidenceKind.Reference },
            new OwnLimit(305, "matmul.output_error", "max", new Margin(MarginOf.Figure, 0.1)) { By = "role", Without = EvidenceKind.Reference }),
        new(
            "The candidate beside its reference.",
            "Half a decibel is little: an importance matrix costs up to 1, a bit less to a weight 6.",
            new OwnLimit(321, "error.sqnr", "min", error) { By = "role" },
            new OwnLimit(324, "error.worst_deficit", "max", error)),
        new(
            "What it takes.",
            "Bytes and types are exact, so there is room for a few tensors in a larger type, and none for a smaller one.",
            new OwnLimit(401, "size.bytes", "max", new Margin(MarginOf.Figure, 0.01)) { IsExact = true },
            new OwnLimit(402, "type.bits_per_weight", "min", new Margin(MarginOf.Figure, 0)) { By = "role", MatricesOnly = true, IsExact = true }),
        new(
            "What it can do.",
            "On the same text the same file gives the same figures, but for rounding; half of its loss again is another model.",
            new OwnLimit(501, "eval.perplexity_ratio", "max", new Margin(MarginOf.ExcessOverOne, 0.5, Least: 0.002)) { By = "subject" },
            new OwnLimit(504, "eval.perplexity", "max", new Margin(MarginOf.Figure, 0.02)) { By = "subject", Unless = "eval.perplexity_ratio" },
            new OwnLimit(507, "eval.kld.mean", "max", new Margin(MarginOf.Figure, 0.5, Least: 0.001)) { By = "subject" },
            new OwnLimit(510, "eval.same_top", "min", new Margin(MarginOf.ShortOfHundred, 0.5, Least: 0.2)) { By = "subject" },
            new OwnLimit(513, "eval.tasks.proven_loss", "max", new Margin(MarginOf.Figure, 0.5, Least: 1)) { By = "subject" }),
    ];

    /// <summary>What has to be measured for them.</summary>
    public static IEnumerable<Metric> Metrics => Sections.SelectMany(s => s.Limits).Select(l => l.Metric);
}
