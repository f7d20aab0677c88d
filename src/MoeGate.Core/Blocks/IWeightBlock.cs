namespace MoeGate.Blocks;

/// <summary>
/// How bytes become weights: one blittable struct for each stored type, its layout that of the file, little-endian. A type that is
/// not quantized is a block of one weight, so that "dtype" and "quantization type" are one idea.
/// </summary>
public interface IWeightBlock<TSelf>
    where TSelf : unmanaged, IWeightBlock<TSelf>
{
    /// <summary>Weights per block.</summary>
    static abstract int Length { get; }

    /// <summary>The definition: one weight, as a float.</summary>
    static abstract float Decode(in TSelf block, int index);

    /// <summary>All weights of a run of blocks; a type overrides it where a profile asks for speed, with the same results.</summary>
    /// <param name="blocks">What is stored.</param>
    /// <param name="weights">Room for <see cref="Length"/> weights of every block.</param>
    static virtual void Decode(ReadOnlySpan<TSelf> blocks, Span<float> weights)
    {
        var at = 0;
        for (var b = 0; b < blocks.Length; b++)
            for (var i = 0; i < TSelf.Length; i++)
                weights[at++] = TSelf.Decode(blocks[b], i);
    }
}
