namespace MoeGate.Blocks;

/// <summary>A block whose weights are decoded together.</summary>
internal unsafe interface IWholeBlock<TSelf> : IWeightBlock<TSelf>
    where TSelf : unmanaged, IWholeBlock<TSelf>
{
    /// <summary>All weights of one block, the same as the definition's to the bit.</summary>
    static abstract void Decode(TSelf* block, float* weights);
}

/// <summary>Runs of such blocks, one after the other.</summary>
internal static unsafe class WholeBlocks
{
    public static void Decode<T>(ReadOnlySpan<T> blocks, Span<float> weights)
        where T : unmanaged, IWholeBlock<T>
    {
        fixed (T* first = blocks)
        fixed (float* room = weights[..checked(blocks.Length * T.Length)])
        {
            for (var b = 0; b < blocks.Length; b++) T.Decode(first + b, room + (long)b * T.Length);
        }
    }
}
