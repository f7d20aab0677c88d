namespace MoeGate.Blocks;

/// <summary>IEEE double precision, rounded to a single. 8 bytes.</summary>
public readonly struct F64(double value) : IWeightBlock<F64>
{
    private double Value => value;

    public static int Length => 1;

    public static float Decode(in F64 block, int index) => (float)block.Value;
}
