using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>Turns stored bytes of one type into weights.</summary>
public abstract class WeightDecoder
{
    /// <summary>Decodes whole blocks.</summary>
    /// <param name="bytes">Stored blocks, one after the other.</param>
    /// <param name="weights">Room for all their weights.</param>
    public abstract void Decode(ReadOnlySpan<byte> bytes, Span<float> weights);

    /// <summary>Tells a visitor the block struct.</summary>
    public abstract TResult Accept<TResult>(IBlockVisitor<TResult> visitor);

    /// <summary>The decoder of a block struct.</summary>
    public static WeightDecoder Of<T>()
        where T : unmanaged, IWeightBlock<T> => new OfBlock<T>();

    /// <summary>The decoder of a block struct whose weights are entries of a codebook.</summary>
    public static WeightDecoder Of<T, TGrid>()
        where T : unmanaged, IGridBlock<T>
        where TGrid : struct, IGridTable => new OfGridBlock<T, TGrid>();

    private class OfBlock<T> : WeightDecoder
        where T : unmanaged, IWeightBlock<T>
    {
        public override void Decode(ReadOnlySpan<byte> bytes, Span<float> weights)
        {
            if (bytes.Length % Unsafe.SizeOf<T>() != 0) throw new ArgumentException("not whole blocks", nameof(bytes));
            T.Decode(MemoryMarshal.Cast<byte, T>(bytes), weights);
        }

        public override TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Visit<T>();
    }

    private sealed class OfGridBlock<T, TGrid> : OfBlock<T>
        where T : unmanaged, IGridBlock<T>
        where TGrid : struct, IGridTable
    {
        public override TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Visit<T>(TGrid.Entries);
    }
}
