using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>Does something for a stored type whose block struct it learns here, so that nobody else has to list them.</summary>
public interface IBlockVisitor<out TResult>
{
    /// <summary>For a type that is decoded from its bytes alone.</summary>
    TResult Visit<TBlock>()
        where TBlock : unmanaged, IWeightBlock<TBlock>;

    /// <summary>For a type whose bytes name entries of a codebook.</summary>
    /// <param name="entries">All entries, a signed byte for each weight, the first one lowest.</param>
    TResult Visit<TBlock>(ulong[] entries)
        where TBlock : unmanaged, IGridBlock<TBlock>;
}
