using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>A weight of one byte that is decoded together with others.</summary>
internal interface IByteWeight<TSelf> : IWeightBlock<TSelf>
    where TSelf : unmanaged, IByteWeight<TSelf>
{
    /// <summary>Every lane does what the scalar definition does.</summary>
    /// <param name="bits">A stored byte in each lane.</param>
    static abstract Vector256<float> Decode(Vector256<int> bits);
}

/// <summary>Runs of such weights, 32 at a time, widened to 32 bits.</summary>
internal static unsafe class ByteWeights
{
    public static void Decode<T>(ReadOnlySpan<T> blocks, Span<float> weights)
        where T : unmanaged, IByteWeight<T>
    {
        fixed (T* stored = blocks)
        fixed (float* room = weights[..blocks.Length])
        {
            var i = 0;
            for (; i <= blocks.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var (low, high) = Vector256.Widen(Vector256.Load((byte*)stored + i));
                var (first, second) = Vector256.Widen(low);
                var (third, fourth) = Vector256.Widen(high);
                T.Decode(first.AsInt32()).Store(room + i);
                T.Decode(second.AsInt32()).Store(room + i + 8);
                T.Decode(third.AsInt32()).Store(room + i + 16);
                T.Decode(fourth.AsInt32()).Store(room + i + 24);
            }

            for (; i < blocks.Length; i++) room[i] = T.Decode(in stored[i], 0);
        }
    }
}
