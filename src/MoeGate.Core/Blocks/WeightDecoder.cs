using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MoeGate.Blocks;

/// <summary>Turns stored bytes of one type into weights.</summary>
public abstract class WeightDecoder
{
    /// <summary>Decodes whole blocks.</summary>
    /// <param name="bytes">Stored blocks, one after the other.</param>
    /// <param name="weights">Room for all their weights.</param>
    public abstract void Decode(ReadOnlySpan<byte> bytes, Span<float> weights);

    /// <summary>The decoder of a block struct.</summary>
    public static WeightDecoder Of<T>()
        where T : unmanaged, IWeightBlock<T> => new OfBlock<T>();

    private sealed class OfBlock<T> : WeightDecoder
        where T : unmanaged, IWeightBlock<T>
    {
        public override void Decode(ReadOnlySpan<byte> bytes, Span<float> weights)
        {
            if (bytes.Length % Unsafe.SizeOf<T>() != 0) throw new ArgumentException("not whole blocks", nameof(bytes));
            T.Decode(MemoryMarshal.Cast<byte, T>(bytes), weights);
        }
    }
}
