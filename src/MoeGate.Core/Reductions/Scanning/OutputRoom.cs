namespace MoeGate.Reductions.Scanning;

/// <summary>What one thread multiplies with: whole rows and their errors, some at a time.</summary>
internal sealed class OutputRoom(TokenBlock tokens, CancellationToken cancellation)
{
    /// <summary>Weights of whole rows that are multiplied at once.</summary>
    private const int AtOnce = 1 << 18;

    private readonly float[] weights = new float[Math.Max(1, AtOnce / Math.Max(1, tokens.Dimensions)) * tokens.Dimensions];
    private readonly float[] errors = new float[Math.Max(1, AtOnce / Math.Max(1, tokens.Dimensions)) * tokens.Dimensions];
    private readonly OutputReduction product = new(tokens);
    private int filled;

    public void Begin() => product.Clear();

    /// <summary>Takes in weights whose error is that of their clamped proxy.</summary>
    /// <param name="tile">Whole groups; only the last run of a row may end in a shorter one.</param>
    public void Take(ReadOnlySpan<float> tile)
    {
        tile.CopyTo(weights.AsSpan(filled));
        Span<double> wide = stackalloc double[GroupSums.Size];
        for (var at = 0; at < tile.Length; at += GroupSums.Size)
        {
            var length = Math.Min(GroupSums.Size, tile.Length - at);
            Proxy.Clamped(tile.Slice(at, length), wide);
            for (var i = 0; i < length; i++) errors[filled + at + i] = (float)wide[i];
        }

        filled += tile.Length;
        if (filled == weights.Length) Multiply();
    }

    /// <summary>Takes in weights and what has become of them; any number of rows.</summary>
    public void Take(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate)
    {
        for (var done = 0; done < reference.Length;)
        {
            var length = Math.Min(reference.Length - done, weights.Length - filled);
            reference.Slice(done, length).CopyTo(weights.AsSpan(filled));
            for (var i = 0; i < length; i++) errors[filled + i] = (float)(candidate[done + i] - (double)reference[done + i]);
            done += length;
            filled += length;
            if (filled == weights.Length) Multiply();
        }
    }

    public OutputSums End()
    {
        Multiply();
        return product.Sums;
    }

    private void Multiply()
    {
        product.Add(weights.AsSpan(0, filled), errors.AsSpan(0, filled), cancellation);
        filled = 0;
    }
}
