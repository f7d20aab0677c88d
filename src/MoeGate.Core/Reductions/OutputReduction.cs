using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// ‖A·(Ŵ−W)ᵀ‖² and ‖A·Wᵀ‖² of one block of tokens, for rows of W that come some at a time. Each thread has its own; merging them in
/// the order of the rows, and then the blocks in theirs, gives the same bits on every machine. An activation or a weight that is not
/// finite makes the sums NaN or infinite.
/// </summary>
/// <remarks>
/// The order of additions: a product of a token with a row is the sum of its chunks of 256 columns; in a chunk, lane k of four takes
/// every fourth column from k on, and the lanes are added as (0 + 1) + (2 + 3). Squares are added over the tokens of a row, then over
/// rows. A product of two floats is exact in double, so fused or not is the same.
/// </remarks>
public sealed class OutputReduction(TokenBlock block)
{
    private const int ChunkColumns = 256;
    private const int TileRows = 32;
    private const int TileTokens = 256;

    private readonly double[] weights = new double[TileRows * ChunkColumns];
    private readonly double[] errors = new double[TileRows * ChunkColumns];
    private readonly double[] tokens = new double[2 * ChunkColumns];
    private readonly (double Output, double Error)[] products = new (double, double)[TileRows * TileTokens];
    private double output;
    private double error;

    public OutputSums Sums => new(error, output);

    /// <summary>Forgets the rows so far.</summary>
    public void Clear() => (output, error) = (0, 0);

    /// <summary>Takes in some rows.</summary>
    /// <param name="rows">Whole rows of W.</param>
    /// <param name="rowErrors">Of each of these weights, what is added to it: Ŵ − W.</param>
    /// <param name="cancellation">Asked between tiles of 32 rows and 256 tokens.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> rowErrors, CancellationToken cancellation)
    {
        var columns = block.Dimensions;
        if (rows.Length != rowErrors.Length || columns == 0 || rows.Length % columns != 0) throw new ArgumentException("not whole rows of both", nameof(rows));
        var count = rows.Length / columns;
        Span<(double Output, double Error)> squares = stackalloc (double, double)[TileRows];
        for (var row = 0; row < count; row += TileRows)
        {
            var tile = Math.Min(TileRows, count - row);
            squares.Clear();
            for (var token = 0; token < block.Tokens; token += TileTokens)
            {
                cancellation.ThrowIfCancellationRequested();
                var taken = Math.Min(TileTokens, block.Tokens - token);
                Multiply(rows.Slice(row * columns, tile * columns), rowErrors.Slice(row * columns, tile * columns), tile, token, taken);
                for (var r = 0; r < tile; r++)
                    foreach (var (y, e) in products.AsSpan(r * TileTokens, taken))
                        squares[r] = (squares[r].Output + y * y, squares[r].Error + e * e);
            }

            foreach (var (y, e) in squares[..tile]) (output, error) = (output + y, error + e);
        }
    }

    /// <summary>Takes in the sums of the rows that come next, or of the next block of tokens.</summary>
    public void Merge(OutputReduction next) => (output, error) = (output + next.output, error + next.error);

    private void Multiply(ReadOnlySpan<float> rows, ReadOnlySpan<float> rowErrors, int rowCount, int firstToken, int tokenCount)
    {
        var columns = block.Dimensions;
        Array.Clear(products);
        for (var column = 0; column < columns; column += ChunkColumns)
        {
            var width = Math.Min(ChunkColumns, columns - column);
            var padded = (width + 3) / 4 * 4;
            for (var r = 0; r < rowCount; r++)
            {
                Widen(rows.Slice(r * columns + column, width), weights.AsSpan(r * ChunkColumns, padded));
                Widen(rowErrors.Slice(r * columns + column, width), errors.AsSpan(r * ChunkColumns, padded));
            }

            // Two tokens meet two rows at a time. Of an odd number the last meets what is left of others, and that is not counted.
            for (var t = 0; t < tokenCount; t += 2)
            {
                Widen(block.Token(firstToken + t).Slice(column, width), tokens.AsSpan(0, padded));
                if (t + 1 < tokenCount) Widen(block.Token(firstToken + t + 1).Slice(column, width), tokens.AsSpan(ChunkColumns, padded));
                for (var r = 0; r < rowCount; r += 2) Multiply(r, t, padded);
            }
        }
    }

    private void Multiply(int row, int token, int width)
    {
        var a0 = Vectors(tokens, 0, width);
        var a1 = Vectors(tokens, 1, width)[..a0.Length];
        var w0 = Vectors(weights, row, width)[..a0.Length];
        var w1 = Vectors(weights, row + 1, width)[..a0.Length];
        var e0 = Vectors(errors, row, width)[..a0.Length];
        var e1 = Vectors(errors, row + 1, width)[..a0.Length];
        Vector256<double> y00 = default, y01 = default, y10 = default, y11 = default, d00 = default, d01 = default, d10 = default, d11 = default;
        for (var j = 0; j < a0.Length; j++)
        {
            Vector256<double> x0 = a0[j], x1 = a1[j];
            y00 = Vector256.MultiplyAddEstimate(w0[j], x0, y00);
            y01 = Vector256.MultiplyAddEstimate(w0[j], x1, y01);
            y10 = Vector256.MultiplyAddEstimate(w1[j], x0, y10);
            y11 = Vector256.MultiplyAddEstimate(w1[j], x1, y11);
            d00 = Vector256.MultiplyAddEstimate(e0[j], x0, d00);
            d01 = Vector256.MultiplyAddEstimate(e0[j], x1, d01);
            d10 = Vector256.MultiplyAddEstimate(e1[j], x0, d10);
            d11 = Vector256.MultiplyAddEstimate(e1[j], x1, d11);
        }

        Raise(row, token, y00, d00);
        Raise(row, token + 1, y01, d01);
        Raise(row + 1, token, y10, d10);
        Raise(row + 1, token + 1, y11, d11);
    }

    private void Raise(int row, int token, Vector256<double> y, Vector256<double> e)
    {
        ref var product = ref products[row * TileTokens + token];
        product = (product.Output + Sum(y), product.Error + Sum(e));
    }

    private static double Sum(Vector256<double> lanes) => (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);

    private static ReadOnlySpan<Vector256<double>> Vectors(double[] numbers, int line, int width) =>
        MemoryMarshal.Cast<double, Vector256<double>>(numbers.AsSpan(line * ChunkColumns, width));

    /// <summary>Floats as doubles; what is beyond them becomes 0.</summary>
    private static void Widen(ReadOnlySpan<float> values, Span<double> into)
    {
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var fours = MemoryMarshal.Cast<double, Vector256<double>>(into);
        for (var i = 0; i < eights.Length; i++) (fours[2 * i], fours[2 * i + 1]) = Vector256.Widen(eights[i]);
        var done = eights.Length * Vector256<float>.Count;
        for (; done < values.Length; done++) into[done] = values[done];
        into[done..].Clear();
    }
}
