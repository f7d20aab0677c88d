using ILGPU;
using ILGPU.Runtime;
using MoeGate.Gpu;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Gpu;

/// <summary>Sums over each row.</summary>
internal sealed class RowKernels<TSums> : IKernelShape
    where TSums : unmanaged, IRowSums<TSums>
{
    public int LeastColumns => Kernels.RowThreads * TSums.Unit + 76;

    public void Check<TRows>(KernelTile tile, TRows rows, DecodedRows decoded)
        where TRows : struct, IRows
    {
        var empty = KernelShape.Empty<TSums>();
        using var sums = tile.Memory(new TSums[KernelTile.Rows]);
        tile.Run((Action<TRows, int, TSums, ArrayView<TSums>>)Kernels.SumRows, KernelTile.Rows, Kernels.RowThreads, rows, tile.Columns, empty, sums.View.AsContiguous());
        SameSums.Check([.. Enumerable.Range(0, KernelTile.Rows).Select(row => Sum(empty, decoded, row, tile.Columns))], sums.GetAsArray1D(), tile.Fuses);
    }

    /// <summary>In the order of the kernel: each of its threads, and then pairs of them.</summary>
    private static TSums Sum(TSums empty, DecodedRows rows, int row, int columns)
    {
        var sums = new TSums[Kernels.RowThreads];
        for (var thread = 0; thread < sums.Length; thread++)
        {
            sums[thread] = empty;
            for (var start = thread * TSums.Unit; start < columns; start += sums.Length * TSums.Unit) TSums.Add(ref sums[thread], in rows, row, start, Math.Min(TSums.Unit, columns - start));
        }

        for (var half = sums.Length / 2; half > 0; half /= 2)
            for (var thread = 0; thread < half; thread++)
                TSums.Merge(ref sums[thread], in sums[thread + half]);
        return sums[0];
    }
}
