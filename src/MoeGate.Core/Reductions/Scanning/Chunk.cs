using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// A run of rows of one slice that one thread reads at a time. How a tensor is cut into chunks depends on its shape and the sample
/// alone, and chunks are joined in their order, so the results do not depend on the number of threads.
/// </summary>
/// <param name="Slice">Which of the tensor's slices.</param>
/// <param name="First">The first of its rows, counted among those that are read.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct Chunk(int Slice, long First, long Rows)
{
    /// <summary>About so many weights to a chunk: enough to be worth the handing out, few enough to keep all threads busy to the end.</summary>
    private const long Weights = 1 << 18;

    /// <summary>Rows to a chunk that a thread of the processor reads.</summary>
    public static long RowsOf(long columns) => Math.Max(1, Weights / Math.Max(1, columns));

    /// <summary>A tensor's slices cut into chunks.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="drawn">The rows of the sample, of each slice; null for all.</param>
    /// <param name="size">The most rows of a chunk.</param>
    /// <param name="isRead">Which slices are read; null for all.</param>
    public static Chunk[] Cut(WeightTensor tensor, long[]?[] drawn, long size, Func<int, bool>? isRead = null)
    {
        var chunks = new List<Chunk>();
        for (var slice = 0; slice < tensor.Slices.Count; slice++)
        {
            var rows = isRead is null || isRead(slice) ? drawn[slice]?.LongLength ?? tensor.Slices[slice].Rows : 0;
            for (var first = 0L; first < rows; first += size)
                chunks.Add(new Chunk(slice, first, Math.Min(size, rows - first)));
        }

        return [.. chunks];
    }
}
