using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Reductions;

/// <summary>The registers that arithmetic on sixteen floats is done in; the figures do not depend on it.</summary>
public static class WideRegisters
{
    /// <summary>Their width: 512 bits are worked on at once, or as so many halves or quarters; 0 where the processor has none.</summary>
    public static int Bits => Avx512F.IsSupported || Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;
}
