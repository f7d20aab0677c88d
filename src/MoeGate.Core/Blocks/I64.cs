namespace MoeGate.Blocks;

/// <summary>A 64-bit integer, rounded to a single. 8 bytes.</summary>
public readonly struct I64(long value) : IWeightBlock<I64>
{
    private long Value => value;

    public static int Length => 1;

    public static float Decode(in I64 block, int index) => (float)block.Value;
}
