namespace MoeGate.Reports.Html;

/// <summary>A linear scale: where a value stands between two ends.</summary>
/// <param name="From">The value at 0.</param>
/// <param name="To">The value at 1.</param>
public readonly record struct Scale(double From, double To)
{
    /// <summary>0 at one end, 1 at the other, never outside; in halves, so that no span is too large for a number.</summary>
    public double At(double value)
    {
        var span = To / 2 - From / 2;
        return span > 0 ? Math.Clamp((value / 2 - From / 2) / span, 0, 1) : 0.5;
    }
}
