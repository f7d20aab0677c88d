using System.Buffers;
using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Models;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// One thread's view of rows that are asked for one after the other: reads ahead as far as they lie one after the other in the file,
/// and decodes what is asked for.
/// </summary>
internal sealed class RowWindow : IDisposable
{
    private const int Bytes = 256 * 1024;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(Bytes);
    private float[] decoded = ArrayPool<float>.Shared.Rent(TileReader.Tile);
    private RowRuns? rows;
    private long from, end;

    /// <summary>Forgets what was read, and reads these rows from now on.</summary>
    public void Open(RowRuns what) => (rows, from, end) = (what, 0, 0);

    /// <summary>How many rows from this one on can be decoded at once.</summary>
    public long Together(long row) => rows!.Find(row).Following;

    /// <summary>Decodes some rows, or a part of one.</summary>
    /// <param name="row">The first of the rows, all of which lie one after the other in the file.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The first column.</param>
    /// <param name="width">Columns of each; all of them, where there are several rows.</param>
    /// <param name="limit">Rows from here on are not asked for.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<float> Read(long row, int count, long first, int width, long limit)
    {
        var (run, inRun, following) = rows!.Find(row);
        var stored = Stored(run, inRun, row, Math.Min(following, limit - row), count, first, width);
        if (ReferenceEquals(run.Entry.Type, WeightTypes.F32) && rows.IsAsStored) return MemoryMarshal.Cast<byte, float>(stored);
        var weights = decoded.AsSpan(0, count * width);
        run.Decode(stored, weights, inRun, first);
        rows.Convert(weights);
        return weights;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(decoded);
        (bytes, decoded) = ([], []);
    }

    private ReadOnlySpan<byte> Stored(WeightSlice run, long inRun, long row, long following, int count, long first, int width)
    {
        var type = run.Entry.Type;
        var rowBytes = type.BytesOf(rows!.Columns);
        var needed = type.BytesOf((long)count * width);
        if (rowBytes > Bytes || first > 0 || width < rows.Columns)
        {
            // A long row comes in parts, each read by itself.
            (from, end) = (0, 0);
            var part = bytes.AsSpan(0, (int)needed);
            run.Entry.File.Read(run.Offset + inRun * rowBytes + type.BytesOf(first), part);
            return part;
        }

        if (row < from || row + count > end)
        {
            var ahead = Math.Min(following, Math.Max(1, Bytes / rowBytes));
            run.Entry.File.Read(run.Offset + inRun * rowBytes, bytes.AsSpan(0, (int)(ahead * rowBytes)));
            (from, end) = (row, row + ahead);
        }

        return bytes.AsSpan((int)((row - from) * rowBytes), (int)needed);
    }
}
