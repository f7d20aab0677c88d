using ILGPU;
using ILGPU.Runtime;
using MoeGate.Gpu;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Gpu;

/// <summary>Sums down each column: of strips of rows, of which the last is shorter, and then of all.</summary>
internal sealed class ColumnKernels<TSums> : IKernelShape
    where TSums : unmanaged, IColumnSums<TSums>
{
    private const int StripRows = 2;
    private const int Strips = (KernelTile.Rows + StripRows - 1) / StripRows;
    private const int Threads = 128;

    public int LeastColumns => Threads + 12;

    public void Check<TRows>(KernelTile tile, TRows rows, DecodedRows decoded)
        where TRows : struct, IRows
    {
        var columns = tile.Columns;
        var empty = KernelShape.Empty<TSums>();
        using var room = tile.Memory(new TSums[Strips * columns]);
        var strips = room.View.AsContiguous();
        tile.Run((Action<TRows, int, int, int, TSums, ArrayView<TSums>>)Kernels.SumColumns, Groups(strips.IntLength), Threads, rows, KernelTile.Rows, columns, StripRows, empty, strips);
        tile.Run((Action<int, int, ArrayView<TSums>>)Kernels.JoinColumns, Groups(columns), Threads, columns, Strips, strips);
        SameSums.Check([.. Enumerable.Range(0, columns).Select(column => Sum(empty, decoded, column, columns))], room.GetAsArray1D()[..columns], tile.Fuses);
    }

    private static int Groups(int threads) => (threads + Threads - 1) / Threads;

    private static TSums Sum(TSums empty, DecodedRows rows, int column, int columns)
    {
        var strips = Enumerable.Repeat(empty, Strips).ToArray();
        for (var row = 0; row < KernelTile.Rows; row++) TSums.Add(ref strips[row / StripRows], in rows, row, column, columns);
        for (var strip = 1; strip < Strips; strip++) TSums.Merge(ref strips[0], in strips[strip]);
        return strips[0];
    }
}
