using System.Reflection;

namespace MoeGate.Tests.Gpu;

/// <summary>Compares sums field by field.</summary>
internal static class SameSums
{
    /// <summary>
    /// How far off a sum may be that is rounded otherwise, where no weight is greater than 1: a term is a power of a distance up to 2, the
    /// fourth at most, and a few roundings of 2⁻⁵³ move it by 10⁻¹⁴; there are up to some 1300 of them. Where a sum is greater than 1, a
    /// share of it.
    /// </summary>
    private const double Tolerance = 1e-11;

    /// <param name="fuses">Whether products and sums were rounded together. If not, all bits are the same.</param>
    public static void Check<TSums>(TSums[] expected, TSums[] found, bool fuses)
        where TSums : unmanaged
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Check(expected[i], found[i], fuses ? Tolerance : 0, $"{typeof(TSums).Name} {i}");
    }

    private static void Check(object expected, object found, double tolerance, string what)
    {
        if (expected is double sum && found is double other)
            Assert.True(sum.Equals(other) || Math.Abs(sum - other) <= tolerance * Math.Max(1, Math.Abs(sum)), $"{what} is {other:R} in place of {sum:R}");
        else if (expected.GetType().IsPrimitive)
            Assert.True(expected.Equals(found), $"{what} is {found} in place of {expected}");
        else
            foreach (var field in expected.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) Check(field.GetValue(expected)!, field.GetValue(found)!, tolerance, $"{what}.{field.Name}");
    }
}
