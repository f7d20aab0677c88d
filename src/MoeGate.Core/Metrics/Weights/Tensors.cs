using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

/// <summary>What the metrics of weights say alike.</summary>
internal static class Tensors
{
    public const string Report = "The tensor report that MoeGate grew out of.";

    public const string Own = "MoeGate.";

    public const string Unread = "Missing where the type cannot be decoded and where no weight is finite.";

    private const string OfMatrices = "Not applicable to vectors; missing where the type cannot be decoded and where no weight is finite.";

    private const string OfUnquantized =
        "Measured on the reference where there is one, and there on the experts that were kept.\nNot applicable to vectors and to types that are quantized already; missing where no weight is finite.";

    /// <summary>A metric of matrices.</summary>
    public static TensorMetric Matrix(MetricText text, Reduce reduce, Func<TensorSums, Reading> formula) =>
        new(Ending(text, OfMatrices), reduce, Applies.Matrices, formula);

    /// <summary>A metric of how hard weights are to quantize.</summary>
    public static TensorMetric Unquantized(MetricText text, Reduce reduce, Func<TensorSums, Reading> formula) =>
        new(Ending(text, OfUnquantized), reduce, Applies.Unquantized, formula);

    /// <summary>Why a figure that is divided by the standard deviation of these numbers is not there, or null.</summary>
    public static Reading? WithoutSpread(Moments all) => all.Min < all.Max && all.Std > 0 ? null : Reading.NotApplicable("all values are the same, so there is no spread to divide by");

    private static MetricText Ending(MetricText text, string last) => text with { Explanation = $"{text.Explanation}\n{last}" };
}
