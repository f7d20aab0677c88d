using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>Which of some floats are numbers.</summary>
internal static class Finite
{
    /// <summary>The finite values: the same span where all are, else a copy of those.</summary>
    public static ReadOnlySpan<float> Of(ReadOnlySpan<float> values, Span<float> room)
    {
        if (Are(values)) return values;

        var count = 0;
        foreach (var value in values)
            if (float.IsFinite(value))
                room[count++] = value;
        return room[..count];
    }

    /// <summary>Whether all of them are.</summary>
    public static bool Are(ReadOnlySpan<float> values)
    {
        // Zero times a number that is not finite is NaN, and NaN stays; so one sum tells.
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Vector256<float> even = default, odd = default;
        var i = 0;
        for (; i + 1 < eights.Length; i += 2)
        {
            even += eights[i] * 0;
            odd += eights[i + 1] * 0;
        }

        for (i *= Vector256<float>.Count; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return false;
        return Vector256.EqualsAll(even + odd, Vector256<float>.Zero);
    }
}
