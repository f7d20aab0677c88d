namespace MoeGate.Reductions;

/// <summary>
/// The generator behind everything that is drawn: its few lines are the same in every language, so that a figure can be reproduced
/// elsewhere from its seed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = unchecked(state += 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>One of 0 … <paramref name="count"/> − 1: the upper half of the product with 64 random bits.</summary>
    public ulong Below(ulong count) => Math.BigMul(Next(), count, out _);
}
