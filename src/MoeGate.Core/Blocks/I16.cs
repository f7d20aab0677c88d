namespace MoeGate.Blocks;

/// <summary>A 16-bit integer. 2 bytes.</summary>
public readonly struct I16(short value) : IWeightBlock<I16>
{
    private short Value => value;

    public static int Length => 1;

    public static float Decode(in I16 block, int index) => block.Value;
}
