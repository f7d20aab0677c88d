namespace MoeGate.Blocks;

/// <summary>A 32-bit integer, rounded to a single. 4 bytes.</summary>
public readonly struct I32(int value) : IWeightBlock<I32>
{
    private int Value => value;

    public static int Length => 1;

    public static float Decode(in I32 block, int index) => (float)block.Value;
}
