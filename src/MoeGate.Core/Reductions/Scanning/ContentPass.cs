using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>What a reading of a chunk tells of its content: a digest of the bytes, the blocks that hold no numbers, the rows of zeros.</summary>
internal sealed class ContentPass
{
    private readonly WeightSlice slice;
    private readonly Chunk chunk;
    private readonly long[]? drawn;
    private readonly bool wantsDigest, wantsFaults, wantsZeroRows;
    private readonly List<BlockFault> faults = [];
    private readonly List<long> zeroRows = [];
    private ContentDigest digest = new();
    private long faulty;
    private long row;

    /// <param name="needs">What is wanted.</param>
    /// <param name="slice">The slice that the chunk is of.</param>
    /// <param name="chunk">Which of its rows.</param>
    /// <param name="drawn">The rows of the sample; null for all.</param>
    /// <returns>Null where nothing of it is wanted.</returns>
    public static ContentPass? For(Reduce needs, WeightSlice slice, Chunk chunk, long[]? drawn) =>
        (needs & (Reduce.Digest | Reduce.Faults | Reduce.ZeroRows)) == Reduce.None ? null : new ContentPass(needs, slice, chunk, drawn);

    private ContentPass(Reduce needs, WeightSlice slice, Chunk chunk, long[]? drawn)
    {
        (this.slice, this.chunk, this.drawn) = (slice, chunk, drawn);
        wantsDigest = needs.HasFlag(Reduce.Digest);
        wantsFaults = needs.HasFlag(Reduce.Faults);
        wantsZeroRows = needs.HasFlag(Reduce.ZeroRows);
    }

    /// <summary>The row that is being read, as it is numbered in its slice.</summary>
    private long Row => drawn is null ? chunk.First + row : drawn[chunk.First + row];

    /// <summary>Takes in a tile.</summary>
    public void Add(Tile tile, long nonFinite, long column)
    {
        if (wantsDigest) digest.Add(tile.Stored);
        if (wantsFaults && nonFinite > 0) Locate(tile.Decode(), column);
    }

    /// <param name="weights">Of the row that ends.</param>
    /// <param name="isFinite">Whether all of them are numbers.</param>
    public void EndRow(in Moments weights, bool isFinite)
    {
        if (wantsZeroRows && isFinite && weights is { Count: > 0, Min: 0, Max: 0 }) zeroRows.Add(Row);
        row++;
    }

    public ContentSums ToSums() => new(
        wantsDigest ? digest.Value : null,
        wantsFaults ? faulty == 0 ? BlockFaults.None : new BlockFaults(faulty, faults) : null,
        wantsZeroRows ? zeroRows : null);

    private void Locate(ReadOnlySpan<float> weights, long column)
    {
        // Tiles begin at whole blocks.
        var length = slice.Entry.Type.Length;
        for (var start = 0; start < weights.Length; start += length)
        {
            var strangers = 0;
            foreach (var weight in weights.Slice(start, Math.Min(length, weights.Length - start)))
                if (!float.IsFinite(weight))
                    strangers++;
            if (strangers == 0) continue;
            faulty++;
            if (faults.Count < BlockFaults.Named) faults.Add(new BlockFault(slice.Expert, Row, (column + start) / length, strangers));
        }
    }
}

/// <summary>What was found in the content of one chunk, or of several one after the other; null where nobody asked.</summary>
internal sealed record ContentSums(UInt128? Digest, BlockFaults? Faults, IReadOnlyList<long>? ZeroRows)
{
    /// <summary>Joined with those of the rows that come after.</summary>
    public ContentSums With(ContentSums later) => new(
        Digest is { } earlier ? ContentDigest.Join(earlier, later.Digest!.Value) : null,
        Faults?.With(later.Faults!),
        ZeroRows is null ? null : later.ZeroRows!.Count == 0 ? ZeroRows : [.. ZeroRows, .. later.ZeroRows]);
}
