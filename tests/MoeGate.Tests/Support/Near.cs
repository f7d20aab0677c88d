using MoeGate.Reductions;

namespace MoeGate.Tests.Support;

/// <summary>Sums that differ by rounding alone.</summary>
internal static class Near
{
    /// <summary>All figures within a share of what was added up: the spread for powers about the mean, the magnitude for the mean.</summary>
    public static void Equal(Moments expected, Moments actual, double tolerance, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: {actual.Count} numbers in place of {expected.Count}");
        Assert.True(expected.Min.Equals(actual.Min) && expected.Max.Equals(actual.Max), $"{what}: {actual.Min:R} to {actual.Max:R} in place of {expected.Min:R} to {expected.Max:R}");
        if (expected.Count == 0) return;
        var magnitude = Math.Max(Math.Abs(expected.Min), Math.Abs(expected.Max));
        Equal(expected.Mean, actual.Mean, tolerance * magnitude, what + " mean");

        // Every deviation from the mean is off by the rounding of numbers of that magnitude.
        var (n, noise) = (expected.Count, 4e-16 * magnitude);
        var most = expected.Std + noise;
        Equal(expected.M2, actual.M2, tolerance * expected.M2 + 2 * n * noise * most, what + " M2");
        Equal(expected.M3, actual.M3, tolerance * Math.Sqrt(expected.M2 * expected.M4) + 3 * n * noise * most * most, what + " M3");
        Equal(expected.M4, actual.M4, tolerance * expected.M4 + 4 * n * noise * most * most * most, what + " M4");
    }

    /// <param name="part">What of it, and</param>
    /// <param name="index">which.</param>
    public static void Equal(double expected, double actual, double allowed, string what, string part = "", int index = 0)
    {
        if (expected.Equals(actual) || Math.Abs(expected - actual) <= allowed) return;
        Assert.Fail($"{what} {part} {index}: {actual:R} in place of {expected:R}, {Math.Abs(expected - actual):R} apart where {allowed:R} is allowed");
    }
}
