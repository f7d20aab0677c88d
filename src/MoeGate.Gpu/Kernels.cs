using ILGPU;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Gpu;

/// <summary>
/// The shapes of reductions, for any rows and any sums: who takes which weights, and how sums meet. What is summed, and how a weight is decoded,
/// is said elsewhere. Every order is fixed, and counts are whole numbers, so that a device repeats its figures to the bit.
/// </summary>
public static class Kernels
{
    /// <summary>Threads that share a row at most: a power of two, and few enough for all their sums to lie in shared memory.</summary>
    public const int RowThreads = 64;

    /// <summary>A group of threads for each row, each of which takes every so manieth weight or group of weights; then their sums meet in pairs.</summary>
    public static void SumRows<TRows, TSums>(TRows rows, int columns, TSums empty, ArrayView<TSums> sums)
        where TRows : struct, IRows
        where TSums : unmanaged, IRowSums<TSums>
    {
        var shared = SharedMemory.Allocate<TSums>(RowThreads);
        var thread = Group.IdxX;
        var threads = Group.DimX;
        var row = Grid.IdxX;
        var mine = empty;
        for (var start = thread * TSums.Unit; start < columns; start += threads * TSums.Unit)
        {
            var left = columns - start;
            TSums.Add(ref mine, in rows, row, start, left < TSums.Unit ? left : TSums.Unit);
        }

        shared[thread] = mine;
        Group.Barrier();
        for (var half = threads >> 1; half > 0; half >>= 1)
        {
            if (thread < half) TSums.Merge(ref shared[thread], in shared[thread + half]);
            Group.Barrier();
        }

        if (thread == 0) sums[row] = shared[0];
    }

    /// <summary>A thread for each column of a strip of rows, from the top to the bottom.</summary>
    public static void SumColumns<TRows, TSums>(TRows rows, int rowCount, int columns, int stripRows, TSums empty, ArrayView<TSums> strips)
        where TRows : struct, IRows
        where TSums : unmanaged, IColumnSums<TSums>
    {
        var at = Grid.GlobalIndex.X;
        var strip = at / columns;
        var column = at - strip * columns;
        var first = strip * stripRows;
        if (first >= rowCount) return;
        var end = first + stripRows;
        if (end > rowCount) end = rowCount;
        var sums = empty;
        for (var row = first; row < end; row++) TSums.Add(ref sums, in rows, row, column, columns);
        strips[at] = sums;
    }

    /// <summary>A thread for each column joins its strips, from the top to the bottom, into the first.</summary>
    public static void JoinColumns<TSums>(int columns, int stripCount, ArrayView<TSums> strips)
        where TSums : unmanaged, IColumnSums<TSums>
    {
        var column = Grid.GlobalIndex.X;
        if (column >= columns) return;
        for (var strip = 1; strip < stripCount; strip++) TSums.Merge(ref strips[column], in strips[strip * columns + column]);
    }

    /// <summary>Counts values by the upper halves of their bits, into one of several sets so that threads meet less often.</summary>
    /// <param name="counts">Sets of 2¹⁶ counts and one of values whose lower half is not 0.</param>
    public static void CountUpper<TRows, TValue>(TRows rows, int columns, int sets, ArrayView<long> counts)
        where TRows : struct, IRows
        where TValue : struct, IOrderedValue
    {
        var row = Grid.IdxX;
        var from = Grid.IdxX % sets * UpperCounts;
        var fine = 0;
        for (var start = Group.IdxX * TValue.Unit; start < columns; start += Group.DimX * TValue.Unit)
        {
            var left = columns - start;
            var bits = BitConverter.SingleToInt32Bits(TValue.Of(in rows, row, start, left < TValue.Unit ? left : TValue.Unit));
            if ((bits & Magnitude) > Infinity) continue;
            Atomic.Add(ref counts[from + (bits >> 16 & 0xffff)], 1L);
            if ((bits & 0xffff) != 0) fine++;
        }

        if (fine > 0) Atomic.Add(ref counts[from + UpperCounts - 1], (long)fine);
    }

    /// <summary>Counts values by the lower halves of their bits, where a table tells to which run of 2¹⁶ counts their upper half belongs.</summary>
    public static void CountLower<TRows, TValue>(TRows rows, int columns, ArrayView<byte> table, ArrayView<long> counts)
        where TRows : struct, IRows
        where TValue : struct, IOrderedValue
    {
        var row = Grid.IdxX;
        for (var start = Group.IdxX * TValue.Unit; start < columns; start += Group.DimX * TValue.Unit)
        {
            var left = columns - start;
            var bits = BitConverter.SingleToInt32Bits(TValue.Of(in rows, row, start, left < TValue.Unit ? left : TValue.Unit));
            if ((bits & Magnitude) > Infinity) continue;
            int run = table[bits >> 16 & 0xffff];
            if (run != 0) Atomic.Add(ref counts[(run - 1 << 16) + (bits & 0xffff)], 1L);
        }
    }

    /// <summary>Counts of one set of upper halves, and the count of values with a lower half.</summary>
    internal const int UpperCounts = (1 << 16) + 1;

    private const int Magnitude = 0x7fff_ffff;
    private const int Infinity = 0x7f80_0000;
}
