using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Reads rows once more for each block of tokens, and multiplies them and the errors of their clamped proxy with those tokens. Chunks
/// run on any thread and are joined in their order.
/// </summary>
internal sealed class OutputPass
{
    /// <summary>Weights of whole rows that are multiplied at once.</summary>
    private const int AtOnce = 1 << 19;

    private readonly ActivationBlocks blocks;
    private readonly OutputReduction?[] parts;
    private TokenBlock tokens;
    private OutputReduction? all;
    private long block;

    /// <param name="input">What enters the tensor: as many columns as it has.</param>
    /// <param name="chunks">Of the tensor.</param>
    public OutputPass(ActivationFile input, int chunks)
    {
        blocks = new ActivationBlocks(input);
        parts = new OutputReduction?[chunks];
        tokens = blocks.Read(0, CancellationToken.None);
    }

    /// <summary>What the blocks of tokens so far gave.</summary>
    public OutputSums Sums => all?.Sums ?? new OutputSums(0, 0);

    public void Read(int index, WeightSlice slice, Chunk chunk, long[]? drawn, TileReader reader, CancellationToken cancellation)
    {
        var columns = (int)slice.Entry.Columns;
        var rows = (int)Math.Clamp(AtOnce / Math.Max(1, columns), 1, Math.Max(1, chunk.Rows));
        var weights = new float[rows * columns];
        var errors = new float[rows * columns];
        var part = new OutputReduction(tokens);
        var filled = 0;
        reader.Read(slice, chunk, drawn, Take, cancellation);
        Multiply();
        parts[index] = part;

        void Take(Tile stored, long column, bool endsRow)
        {
            var tile = stored.Decode();
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

        void Multiply()
        {
            part.Add(weights.AsSpan(0, filled), errors.AsSpan(0, filled), cancellation);
            filled = 0;
        }
    }

    /// <summary>Ends the block of tokens; whether there is another, for which all rows are to be read again.</summary>
    public bool Next()
    {
        foreach (var part in parts)
        {
            if (part is null) continue;
            if (all is null) all = part;
            else all.Merge(part);
        }

        Array.Clear(parts);
        if (++block >= blocks.Count) return false;
        tokens = blocks.Read(block, CancellationToken.None);
        return true;
    }
}
