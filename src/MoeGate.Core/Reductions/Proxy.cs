namespace MoeGate.Reductions;

/// <summary>
/// The 4-level proxy of a 2-bit quantizer, one scale to a group (metrics.md §6). Three of them differ only in the base from which the
/// levels are counted and in the range that they span: without an offset from 0 to the greatest weight, with one from the least
/// weight to the greatest, and clamped, as Q2_K is, to a base that is not above 0. So the clamped one is that with an offset where
/// the least weight is negative, and that without where it is not.
/// </summary>
internal static class Proxy
{
    /// <summary>ŵ − w.</summary>
    /// <param name="weight">w</param>
    /// <param name="floor">The base: level 0.</param>
    /// <param name="range">From the base to level 3; negative where all weights of a group without offset are.</param>
    public static double Error(double weight, double floor, double range)
    {
        var above = weight - floor;
        var step = range / 3;
        return step == 0 ? -above : step * Math.Clamp(Math.Round(above / step), 0, 3) - above;
    }

    /// <summary>The base and range of the clamped proxy of a group.</summary>
    public static (double Floor, double Range) Clamped(double min, double max)
    {
        var floor = Math.Min(min, 0);
        return (floor, max - floor);
    }
}
