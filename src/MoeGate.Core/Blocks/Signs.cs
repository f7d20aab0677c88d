namespace MoeGate.Blocks;

/// <summary>
/// Signs of eight weights, a bit each, set for a negative one. Where seven bits are stored the eighth makes their number even.
/// </summary>
internal static class Signs
{
    private const ulong Ones = 0x0101010101010101;
    private static readonly ulong[] masks = [.. Enumerable.Range(0, 256).Select(Mask)];
    private static readonly ulong[] masksOfSeven = [.. Enumerable.Range(0, 128).Select(bits => Mask(Complete(bits)))];

    /// <summary>Eight signs from the seven that are stored. Kernel-safe.</summary>
    public static int Complete(int seven)
    {
        var folded = (seven ^ seven >> 4) & 15;
        return seven | (0x6996 >> folded & 1) << 7; // Bit n of 0x6996 is the parity of n.
    }

    /// <summary>Minus one or one. Kernel-safe.</summary>
    public static int Of(int signs, int place) => 1 - 2 * (signs >> place & 1);

    /// <summary>Minus one or one in each of eight signed bytes.</summary>
    public static ulong OfEight(int signs, int place) => Ones * (byte)Of(signs, place);

    /// <summary>Eight positive signed bytes with their signs.</summary>
    public static ulong Apply(ulong magnitudes, int signs) => Negate(magnitudes, masks[signs]);

    /// <summary>The same with seven signs.</summary>
    public static ulong ApplySeven(ulong magnitudes, int seven) => Negate(magnitudes, masksOfSeven[seven]);

    /// <summary>Two's complement in each byte; no carry leaves a byte, as only that of zero would.</summary>
    private static ulong Negate(ulong bytes, ulong mask) => (bytes ^ mask) + (mask & Ones);

    /// <summary>A byte of ones for each bit that is set.</summary>
    private static ulong Mask(int bits)
    {
        var mask = 0ul;
        for (var place = 0; place < 8; place++)
            if ((bits >> place & 1) != 0)
                mask |= 0xfful << 8 * place;
        return mask;
    }
}
