using MoeGate.Evidence;

namespace MoeGate.Reductions;

/// <summary>An activation source in blocks of tokens that fit in memory; a product with it goes over all rows once for each block.</summary>
/// <param name="file">T rows of N columns.</param>
/// <param name="floats">The most values of one block, unless a token has more.</param>
public sealed class ActivationBlocks(ActivationFile file, int floats = ActivationBlocks.Most)
{
    /// <summary>64 MiB.</summary>
    public const int Most = 1 << 24;

    private readonly long perBlock = Math.Max(1, floats / Math.Max(1, file.Entry.Columns));

    /// <summary>How many blocks there are.</summary>
    public long Count => (file.Entry.Rows + perBlock - 1) / perBlock;

    /// <exception cref="Formats.InputException">It cannot be read or decoded.</exception>
    public TokenBlock Read(long block, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Count);
        using var rows = new ActivationRows(file);
        var first = block * perBlock;
        var tokens = (int)Math.Min(perBlock, rows.Tokens - first);
        var values = GC.AllocateUninitializedArray<float>(tokens * rows.Dimensions);
        for (var done = 0; done < tokens; done += rows.AtMost)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(rows.AtMost, tokens - done);
            rows.Read(first + done, values.AsSpan(done * rows.Dimensions, count * rows.Dimensions));
        }

        return new TokenBlock(values, rows.Dimensions);
    }
}

/// <summary>Activations of some tokens, one token after the other; any number of threads may multiply with it.</summary>
public sealed class TokenBlock(float[] values, int dimensions)
{
    public int Dimensions => dimensions;

    public int Tokens { get; } = dimensions == 0 ? 0 : values.Length / dimensions;

    public ReadOnlySpan<float> Values => values;

    public ReadOnlySpan<float> Token(int token) => Values.Slice(token * dimensions, dimensions);
}
