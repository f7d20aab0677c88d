using MoeGate.Models;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>Rows as a device takes them: all of one stored type and one length, with the factors that their weights are multiplied with.</summary>
/// <param name="rows">Where they are.</param>
internal sealed class DeviceRows(RowRuns rows)
{
    /// <summary>Longer rows are the processor's: the sums of so many columns take more room than the weights.</summary>
    private const long MostColumns = 1 << 18;

    private static readonly long most = DeviceLanes.Bytes / 2;

    /// <summary>Bytes read at once, and asked in between whether to stop.</summary>
    private const long Piece = 4 << 20;

    private readonly WeightSlice first = rows.Runs[0];

    public long RowBytes => first.Entry.Type.BytesOf(rows.Columns);

    /// <summary>Whether a device can take such rows: everything but what is converted on the way, and rows of no length or without end.</summary>
    public static bool Are(RowRuns rows)
    {
        var one = rows.Runs[0];
        return rows.Columns is > 0 and <= MostColumns
            && rows.IsAsStored
            && one.Entry.Type.BytesOf(rows.Columns) <= most
            && rows.Runs.All(r => r.Undecodable is null && ReferenceEquals(r.Entry.Type, one.Entry.Type) && r.Entry.Columns == one.Entry.Columns && Across(r) == Across(one));

        // Factors of one width, whatever their height.
        static (long, long) Across(WeightSlice run) => run.Scale is { Grid: var grid } ? (grid.Columns, grid.BlockColumns) : default;
    }

    /// <summary>Reads rows into the room of a lane.</summary>
    /// <param name="chunk">Which rows.</param>
    /// <param name="drawn">The rows of the sample; null for all.</param>
    /// <param name="room">The room.</param>
    /// <param name="offset">Where in it they begin.</param>
    /// <param name="cancellation">Asked now and then.</param>
    public StoredRows Read(Chunk chunk, long[]? drawn, Span<byte> room, int offset, CancellationToken cancellation)
    {
        var bytes = checked((int)(chunk.Rows * RowBytes));
        var into = room.Slice(offset, bytes);
        var width = (int)(first.Scale?.Grid.Columns ?? 0);
        var factors = new float[chunk.Rows * width];
        for (var row = 0L; row < chunk.Rows;)
        {
            cancellation.ThrowIfCancellationRequested();
            var (run, inRun, following) = rows.Find(drawn is null ? chunk.First + row : drawn[chunk.First + row]);
            var count = drawn is null ? Math.Min(Math.Min(following, chunk.Rows - row), Math.Max(1, Piece / RowBytes)) : 1;
            run.Entry.File.Read(run.Offset + inRun * RowBytes, into.Slice((int)(row * RowBytes), (int)(count * RowBytes)));
            for (var i = 0L; i < count && width > 0; i++) run.Scale!.FactorsOf(run.FirstRow + inRun + i, factors.AsSpan((int)(row + i) * width, width));
            row += count;
        }

        return new StoredRows(first.Entry.Type, offset, bytes, factors, (int)Math.Min(first.Scale?.Grid.BlockColumns ?? 1, rows.Columns));
    }
}

/// <summary>How a tensor is cut into tiles for a device.</summary>
internal static class DeviceTiles
{
    /// <summary>Enough to be worth a launch, and few enough for several to be under way in a tensor of usual size.</summary>
    private const long Weights = 1 << 22;

    /// <summary>The sums of a tile's rows come back, and take room.</summary>
    private const long Rows = 1 << 14;

    /// <summary>Rows to a tile.</summary>
    /// <param name="columns">Weights in a row.</param>
    /// <param name="rowBytes">Stored bytes of a row, with those of its reference.</param>
    public static long RowsOf(long columns, long rowBytes) => Math.Clamp(Math.Min(Weights / columns, (DeviceLanes.Bytes - 2 * StoredRows.Alignment) / rowBytes), 1, Rows);

    /// <summary>Where what follows so many bytes begins.</summary>
    public static int After(int bytes) => (bytes + StoredRows.Alignment - 1) / StoredRows.Alignment * StoredRows.Alignment;
}
