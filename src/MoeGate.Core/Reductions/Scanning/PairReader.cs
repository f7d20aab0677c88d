using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>One thread's way to weights and what they came from: rows of both, decoded, side by side. Memory is bounded by the buffers whatever the tensor.</summary>
internal sealed class PairReader : IDisposable
{
    private readonly RowWindow ours = new();
    private readonly RowWindow theirs = new();

    /// <summary>What is done with some weights of both.</summary>
    /// <param name="reference">Of the reference: whole rows, or a part of one.</param>
    /// <param name="candidate">The same of the candidate.</param>
    /// <param name="row">The first row.</param>
    /// <param name="column">The first column: 0 unless it is a part of a row.</param>
    public delegate void Take(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, long row, long column);

    /// <summary>Reads some rows of a slice beside those that they came from.</summary>
    public void Read(TensorPair pair, Chunk chunk, long[]? drawn, Take take, CancellationToken cancellation) =>
        Read(new RowRuns(pair.Candidate.Slices[chunk.Slice]), pair.Origins[chunk.Slice]!, chunk, drawn, take, cancellation);

    /// <summary>Reads some rows.</summary>
    /// <param name="candidate">Rows of the candidate.</param>
    /// <param name="reference">What they came from.</param>
    /// <param name="chunk">Which of them.</param>
    /// <param name="drawn">The rows of the sample; null for all.</param>
    /// <param name="take">Gets all of them, in order.</param>
    /// <param name="cancellation">Asked now and then.</param>
    public void Read(RowRuns candidate, RowRuns reference, Chunk chunk, long[]? drawn, Take take, CancellationToken cancellation)
    {
        var columns = candidate.Columns;
        if (columns == 0) return;
        ours.Open(candidate);
        theirs.Open(reference);
        var end = chunk.First + chunk.Rows;
        for (var at = chunk.First; at < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = drawn is null ? at : drawn[at];
            var limit = drawn is null ? end : row + 1;
            var count = 1L;
            if (columns <= TileReader.Tile)
            {
                count = Math.Min(Math.Min(ours.Together(row), theirs.Together(row)), Math.Min(limit - row, TileReader.Tile / columns));
                take(theirs.Read(row, (int)count, 0, (int)columns, limit), ours.Read(row, (int)count, 0, (int)columns, limit), row, 0);
            }
            else
            {
                for (var column = 0L; column < columns; column += TileReader.Tile)
                {
                    var width = (int)Math.Min(TileReader.Tile, columns - column);
                    take(theirs.Read(row, 1, column, width, limit), ours.Read(row, 1, column, width, limit), row, column);
                }
            }

            at += count;
        }
    }

    public void Dispose()
    {
        ours.Dispose();
        theirs.Dispose();
    }
}
