using MoeGate.Blocks;

namespace MoeGate.Formats.Tensors;

/// <summary>Arithmetic with sizes that a file claims, which must not wrap.</summary>
internal static class Dimensions
{
    /// <summary>More tensors than any model has; a header of nothing but names must not fill the memory.</summary>
    public const int MostTensors = 1 << 20;

    /// <summary>
    /// The bytes of a tensor, or null where its product passes 2⁶³ − 1. A dimension of 0 makes it empty; the others must be within
    /// bounds all the same, so that nobody who multiplies some of them has to ask again.
    /// </summary>
    public static long? Bytes(WeightType type, IReadOnlyList<long> dimensions)
    {
        try
        {
            var elements = 1L;
            foreach (var dimension in dimensions) elements = checked(elements * Math.Max(1, dimension));
            var bytes = type.BytesOf(elements);
            return dimensions.Contains(0) ? 0 : bytes;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
