using System.Runtime.InteropServices;

namespace MoeGate.Blocks;

/// <summary>IEEE single precision: what every other type decodes to. 4 bytes.</summary>
public readonly struct F32(float value) : IWeightBlock<F32>
{
    private float Value => value;

    public static int Length => 1;

    public static float Decode(in F32 block, int index) => block.Value;

    public static void Decode(ReadOnlySpan<F32> blocks, Span<float> weights) => MemoryMarshal.Cast<F32, float>(blocks).CopyTo(weights);
}
