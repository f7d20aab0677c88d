namespace MoeGate.Reductions;

/// <summary>
/// The definition of the 4-level proxies: what two bits could make of a group of up to 16 weights, without search. Each gives the
/// errors ŵ − w. A group whose range is at most <see cref="GroupSums.LeastRange"/> has no error.
/// </summary>
/// <remarks>
/// All three are levels 0 to 3 from a floor in steps of (max − floor) ÷ 3, and differ in the floor: 0 without an offset, the group's
/// minimum with one, and min(min, 0) where an offset may not be positive, as in Q2_K. So the clamped proxy is the one with an offset
/// where min &lt; 0, and the one without where min ≥ 0.
/// </remarks>
public static class Proxy
{
    /// <summary>The highest level.</summary>
    public const int Levels = 3;

    /// <summary>Scale max/3, negative where all weights are; ŵ = scale · level.</summary>
    /// <param name="group">Finite weights.</param>
    /// <param name="errors">Room for as many errors.</param>
    public static void NoOffset(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, _ => 0);

    /// <summary>Scale range/3; ŵ = min + scale · level.</summary>
    /// <inheritdoc cref="NoOffset"/>
    public static void Offset(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, min => min);

    /// <summary>As with an offset, from min(min, 0): Q2_K's constraint.</summary>
    /// <inheritdoc cref="NoOffset"/>
    public static void Clamped(ReadOnlySpan<float> group, Span<double> errors) => Errors(group, errors, min => Math.Min(min, 0));

    private static void Errors(ReadOnlySpan<float> group, Span<double> errors, Func<double, double> floorOf)
    {
        errors[..group.Length].Clear();
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (var weight in group)
        {
            min = Math.Min(min, weight);
            max = Math.Max(max, weight);
        }

        if (!(max - min > GroupSums.LeastRange)) return;
        var floor = floorOf(min);
        var scale = (max - floor) / Levels;
        for (var i = 0; i < group.Length; i++)
        {
            var level = scale == 0 ? 0 : Math.Clamp(Math.Round((group[i] - floor) / scale, MidpointRounding.ToEven), 0, Levels);
            errors[i] = floor + scale * level - group[i];
        }
    }
}
