namespace MoeGate.Reductions.Kernels;

/// <summary>What is asked of the bits of a number, where a kernel has no function for it. Kernel-safe.</summary>
internal static class Bits
{
    private const int Exponent = 0x7f80_0000;

    /// <summary>Neither NaN nor an infinity.</summary>
    public static bool IsFinite(float value) => (BitConverter.SingleToInt32Bits(value) & Exponent) != Exponent;
}
