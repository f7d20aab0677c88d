namespace MoeGate.Blocks;

/// <summary>An 8-bit integer. 1 byte.</summary>
public readonly struct I8(sbyte value) : IWeightBlock<I8>
{
    private sbyte Value => value;

    public static int Length => 1;

    public static float Decode(in I8 block, int index) => block.Value;
}
