using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

/// <summary>What the metrics of errors say alike.</summary>
internal static class Error
{
    public const string Symbols = "e = ŵ − w, w of the reference, ŵ of the candidate";

    public const string Own = "MoeGate.";

    public const string Exact = "every weight equals the reference's";

    private const string Unread = "Missing where a weight of either side is not finite, and where nothing of the reference is its origin.";

    /// <summary>A metric of tensors and of experts.</summary>
    public static ErrorMetric Metric(MetricText text, ReducePair reduce, Func<ComparedTensor, Reading> formula) => new(Ending(text), reduce, formula);

    /// <summary>A metric of whole tensors.</summary>
    public static ErrorMetric OfWhole(MetricText text, ReducePair reduce, Func<ComparedTensor, Reading> formula) => new(Ending(text), reduce, formula) { IsOfWhole = true };

    /// <summary>A metric of the experts of a stacked tensor together.</summary>
    public static ErrorMetric OfStacks(MetricText text, ReducePair reduce, Func<ComparedTensor, Reading> formula) => new(Ending(text), reduce, formula) { IsOfWhole = true, IsOfStacks = true };

    /// <summary>10·log10(Σw² ÷ Σe²); exact where nothing differs.</summary>
    public static Reading Sqnr(ErrorSums sums) => sums.IsExact ? Reading.Exact(Exact)
        : sums.Reference == 0 ? WasZero
        : Reading.Of(10 * Math.Log10(sums.Reference / sums.Square));

    /// <summary>√(Σe² ÷ Σw²).</summary>
    public static Reading RelativeRmse(ErrorSums sums) => sums.IsExact ? 0
        : sums.Reference == 0 ? WasZero
        : Reading.Of(sums.RelativeRmse);

    /// <summary>What differs from nothing has no share of it.</summary>
    private static Reading WasZero => Reading.Missing("the reference is all zeros, and the candidate is not");

    private static MetricText Ending(MetricText text) => text with
    {
        Formula = $"{text.Formula}; {Symbols}",
        Explanation = $"{text.Explanation}\n{Unread}",
    };
}
