namespace MoeGate.Reductions;

/// <summary>
/// The definition of the 4-level proxies (metrics.md §6): what two bits could make of a group of up to 16 weights, without search.
/// All are levels 0 to 3 from a floor in steps of a third of the way to the greatest weight, and differ in the floor: 0 without an
/// offset, the least weight with one, and the least of it and 0 where an offset may not be positive, as in Q2_K. So the clamped one is
/// that with an offset where the least weight is negative, and that without where it is not.
/// </summary>
public static class Proxy
{
    /// <summary>The highest level.</summary>
    public const int Levels = 3;

    /// <summary>ŵ − w of one weight. Kernel-safe.</summary>
    /// <param name="weight">w</param>
    /// <param name="floor">Level 0.</param>
    /// <param name="range">From there to level 3; negative where all weights of a group without offset are.</param>
    public static double Error(double weight, double floor, double range)
    {
        var above = weight - floor;
        var step = range / Levels;
        return step == 0 ? -above : step * Level(above / step) - above;
    }

    /// <summary>The nearest of the levels 0 to 3, of two the even one. Spelt out, for kernels neither round nor clamp.</summary>
    private static double Level(double steps) => steps <= 0.5 ? 0 : steps < 1.5 ? 1 : steps <= 2.5 ? 2 : Levels;

    /// <summary>The floor and range of the clamped proxy of a group.</summary>
    public static (double Floor, double Range) Clamped(double min, double max)
    {
        var floor = Math.Min(min, 0);
        return (floor, max - floor);
    }

    /// <summary>Scale max/3, negative where all weights are; ŵ = scale · level.</summary>
    /// <param name="group">At most 16 weights; those that are not finite are left out, and have no error.</param>
    /// <param name="errors">Room for as many ŵ − w; 0 where the group's range is below <see cref="GroupSums.LeastRange"/>.</param>
    public static void NoOffset(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, (_, max) => (0, max));

    /// <summary>Scale range/3; ŵ = min + scale · level.</summary>
    /// <inheritdoc cref="NoOffset"/>
    public static void Offset(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, (min, max) => (min, max - min));

    /// <summary>As with an offset, from min(min, 0): Q2_K's constraint.</summary>
    /// <inheritdoc cref="NoOffset"/>
    public static void Clamped(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, Clamped);

    private static void Errors(ReadOnlySpan<float> group, Span<double> errors, Func<double, double, (double Floor, double Range)> of)
    {
        errors[..group.Length].Clear();
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (var weight in group)
        {
            if (!float.IsFinite(weight)) continue;
            min = Math.Min(min, weight);
            max = Math.Max(max, weight);
        }

        if (!(max - min >= GroupSums.LeastRange)) return;
        var (floor, range) = of(min, max);
        for (var i = 0; i < group.Length; i++)
            if (float.IsFinite(group[i]))
                errors[i] = Error(group[i], floor, range);
    }
}
