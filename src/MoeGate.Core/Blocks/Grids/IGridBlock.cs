namespace MoeGate.Blocks.Grids;

/// <summary>A block whose weights are entries of a codebook.</summary>
public interface IGridBlock<TSelf> : IWeightBlock<TSelf>
    where TSelf : unmanaged, IGridBlock<TSelf>
{
    /// <summary>The definition, for whoever holds the codebook of the type.</summary>
    static abstract float Decode<TGrid>(in TSelf block, int index, TGrid grid)
        where TGrid : struct, IGrid;
}
