using ILGPU;
using ILGPU.Runtime;
using MoeGate.Gpu;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Gpu;

/// <summary>Counts of values by the halves of their bits. They are exact, so that the values have the processor's bits too.</summary>
internal sealed class OrderKernels<TValue> : IKernelShape
    where TValue : struct, IOrderedValue
{
    private const int Threads = 128;
    private const int Sets = 3;
    private const int Runs = 2;
    private const int Halves = 1 << 16;

    public int LeastColumns => 2 * Threads + 12;

    public bool IsOfCounts => true;

    public void Check<TRows>(KernelTile tile, TRows rows, DecodedRows decoded)
        where TRows : struct, IRows
    {
        var values = Enumerable.Range(0, KernelTile.Rows).SelectMany(row => Values(decoded, row, tile.Columns).Select(v => (Row: row, Bits: BitConverter.SingleToInt32Bits(v)))).ToList();
        CheckUpper(tile, rows, values);

        // The commonest upper halves, and of values without a common one some.
        var table = new byte[Halves];
        var commonest = values.GroupBy(v => v.Bits >> 16 & 0xffff).OrderByDescending(g => g.Count()).Take(Runs);
        foreach (var (run, group) in commonest.Index()) table[group.Key] = (byte)(run + 1);
        CheckLower(tile, rows, values, table);
    }

    private static void CheckUpper<TRows>(KernelTile tile, TRows rows, List<(int Row, int Bits)> values)
        where TRows : struct, IRows
    {
        const int set = Halves + 1;
        var expected = new long[Sets * set];
        foreach (var (row, bits) in values)
        {
            expected[row % Sets * set + (bits >> 16 & 0xffff)]++;
            if ((bits & 0xffff) != 0) expected[row % Sets * set + Halves]++;
        }

        using var counts = tile.Memory(new long[expected.Length]);
        tile.Run((Action<TRows, int, int, ArrayView<long>>)Kernels.CountUpper<TRows, TValue>, KernelTile.Rows, Threads, rows, tile.Columns, Sets, counts.View.AsContiguous());
        Same(expected, counts.GetAsArray1D(), "upper");
    }

    private static void CheckLower<TRows>(KernelTile tile, TRows rows, List<(int Row, int Bits)> values, byte[] table)
        where TRows : struct, IRows
    {
        var expected = new long[Runs * Halves];
        foreach (var (_, bits) in values)
            if (table[bits >> 16 & 0xffff] is > 0 and var run)
                expected[(run - 1) * Halves + (bits & 0xffff)]++;
        using var runs = tile.Memory(table);
        using var counts = tile.Memory(new long[expected.Length]);
        tile.Run(
            (Action<TRows, int, ArrayView<byte>, ArrayView<long>>)Kernels.CountLower<TRows, TValue>, KernelTile.Rows, Threads, rows, tile.Columns, runs.View.AsContiguous(), counts.View.AsContiguous());
        Same(expected, counts.GetAsArray1D(), "lower");
    }

    private static IEnumerable<float> Values(DecodedRows rows, int row, int columns)
    {
        for (var start = 0; start < columns; start += TValue.Unit)
            if (TValue.Of(in rows, row, start, Math.Min(TValue.Unit, columns - start)) is var value && !float.IsNaN(value))
                yield return value;
    }

    private static void Same(long[] expected, long[] found, string halves)
    {
        var at = expected.AsSpan().CommonPrefixLength(found);
        Assert.True(at == expected.Length, at == expected.Length ? "" : $"{found[at]} in place of {expected[at]} {halves} halves {at % (Halves + 1):x4}");
    }
}
