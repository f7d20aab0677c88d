using System.Buffers;
using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// One thread's way to weights: reads stored bytes a piece at a time into a buffer of its own and hands them on decoded, row by row, a
/// long row in tiles. Memory is bounded by the buffers whatever the tensor.
/// </summary>
internal sealed class TileReader : IDisposable
{
    /// <summary>Weights to a tile: whole groups and whole blocks of every type, and 64 KiB of floats, which stay in the second cache.</summary>
    public const int Tile = 16 * 1024;

    private const int Piece = 256 * 1024;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly float[] decoded = ArrayPool<float>.Shared.Rent(Tile);

    /// <summary>What is done with a tile.</summary>
    /// <param name="tile">Its weights.</param>
    /// <param name="column">Where in its row it begins.</param>
    /// <param name="endsRow">Whether its row ends with it.</param>
    public delegate void Take(Tile tile, long column, bool endsRow);

    /// <summary>Reads the rows of a chunk.</summary>
    /// <param name="slice">What the rows are of.</param>
    /// <param name="chunk">Which rows.</param>
    /// <param name="drawn">The rows of the sample; null for all.</param>
    /// <param name="take">Gets every tile, in order.</param>
    /// <param name="cancellation">Asked before every piece.</param>
    public void Read(WeightSlice slice, Chunk chunk, long[]? drawn, Take take, CancellationToken cancellation)
    {
        var columns = slice.Entry.Columns;
        if (columns == 0) return;
        var rowBytes = slice.Entry.Type.BytesOf(columns);
        var perPiece = drawn is null ? Math.Max(1, Piece / rowBytes) : 1;
        for (var row = 0L; row < chunk.Rows; row += perPiece)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(perPiece, chunk.Rows - row);
            var first = drawn is null ? chunk.First + row : drawn[chunk.First + row];
            if (rowBytes > Piece) ReadLongRow(slice, first, columns, take, cancellation);
            else ReadRows(slice, first, (int)rows, (int)rowBytes, take);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(decoded);
        bytes = [];
    }

    private void ReadRows(WeightSlice slice, long first, int rows, int rowBytes, Take take)
    {
        var piece = bytes.AsSpan(0, rows * rowBytes);
        slice.Entry.File.Read(slice.Offset + first * rowBytes, piece);
        for (var row = 0; row < rows; row++) Decode(slice, first + row, piece.Slice(row * rowBytes, rowBytes), slice.Entry.Columns, 0, endsRow: true, take);
    }

    private void ReadLongRow(WeightSlice slice, long row, long columns, Take take, CancellationToken cancellation)
    {
        var type = slice.Entry.Type;
        var offset = slice.Offset + row * type.BytesOf(columns);
        var perPiece = Piece / (int)type.BytesOf(Tile) * (long)Tile;
        for (var column = 0L; column < columns; column += perPiece)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(perPiece, columns - column);
            var piece = bytes.AsSpan(0, (int)type.BytesOf(count));
            slice.Entry.File.Read(offset + type.BytesOf(column), piece);
            Decode(slice, row, piece, count, column, endsRow: column + count == columns, take);
        }
    }

    /// <summary>Hands a row, or a part of one, on in tiles.</summary>
    private void Decode(WeightSlice slice, long row, ReadOnlySpan<byte> stored, long count, long column, bool endsRow, Take take)
    {
        var type = slice.Entry.Type;
        for (var at = 0L; at < count; at += Tile)
        {
            var length = (int)Math.Min(Tile, count - at);
            var last = endsRow && at + length == count;
            var part = stored.Slice((int)type.BytesOf(at), (int)type.BytesOf(length));
            take(new Tile(slice, row, column + at, part, decoded.AsSpan(0, length)), column + at, last);
        }
    }
}
