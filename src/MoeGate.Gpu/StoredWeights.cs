using ILGPU;
using MoeGate.Blocks;
using MoeGate.Blocks.Grids;

namespace MoeGate.Gpu;

/// <summary>How a kernel decodes one weight of a block.</summary>
public interface IDecoding<TBlock>
    where TBlock : unmanaged
{
    /// <summary>Weights per block.</summary>
    static abstract int Length { get; }

    float Decode(in TBlock block, int index);
}

/// <summary>From the bytes of the block alone.</summary>
public readonly struct Plainly<TBlock> : IDecoding<TBlock>
    where TBlock : unmanaged, IWeightBlock<TBlock>
{
    public static int Length => TBlock.Length;

    public float Decode(in TBlock block, int index) => TBlock.Decode(in block, index);
}

/// <summary>With a codebook that lies on the device.</summary>
/// <param name="entries">All entries, a signed byte for each weight, the first one lowest.</param>
public readonly struct ByCodebook<TBlock>(ArrayView<ulong> entries) : IDecoding<TBlock>
    where TBlock : unmanaged, IGridBlock<TBlock>
{
    private readonly ArrayView<ulong> entries = entries;

    public static int Length => TBlock.Length;

    public float Decode(in TBlock block, int index) => TBlock.Decode(in block, index, new CodebookView(entries));
}

/// <summary>A codebook that lies on the device.</summary>
public readonly struct CodebookView(ArrayView<ulong> entries) : IGrid
{
    private readonly ArrayView<ulong> entries = entries;

    public int Weight(int entry, int place) => (sbyte)(int)(entries[entry] >> 8 * place & 0xff);
}
