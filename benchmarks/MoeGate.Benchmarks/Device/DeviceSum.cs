using MoeGate.Blocks;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Benchmarks.Device;

/// <summary>One thing that a lane can be asked for of the tile that was sent.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsBesideReference">Whether the tile has a reference.</param>
/// <param name="Begin">Makes what takes it back, for one lane; counts are those of all lanes.</param>
internal sealed record DeviceSum(string Name, bool IsBesideReference, Func<IDeviceLane, DeviceTile, IDeviceCounts?, Action> Begin)
{
    /// <summary>Opens the counts that it raises, for weights of a type; nothing where it raises none.</summary>
    public Func<IWeightDevice, WeightType, IDeviceCounts?> OpenCounts { get; private init; } = (_, _) => null;

    public static DeviceSum Moments { get; } = Rows("moments of rows", default(WeightSums));

    /// <summary>All that the product asks a lane for.</summary>
    public static IReadOnlyList<DeviceSum> All { get; } =
    [
        Moments,
        Rows("groups", default(GroupRowSums)),
        Columns("columns", default(ProxyColumnSums)),
        Order<WeightValue>("order, upper halves") with { OpenCounts = (device, _) => device.OpenCounts(default) },
        Order<WeightValue>("order, lower halves") with { OpenCounts = (device, type) => device.OpenCounts(Deciles(type)) },
        Order<OffsetValue>("offsets, upper halves") with { OpenCounts = (device, _) => device.OpenCounts(default) },
        Rows("signs of groups", SignSums.Beside(0.001)),
        Rows("errors", default(ErrorRowSums)) with { IsBesideReference = true },
        Columns("errors of columns", default(ErrorColumnSums)) with { IsBesideReference = true },
        Order<ErrorValue>("order of errors, upper halves") with { IsBesideReference = true, OpenCounts = (device, _) => device.OpenCounts(default) },
    ];

    private static DeviceSum Rows<TSums>(string name, TSums empty)
        where TSums : unmanaged, IRowSums<TSums> => new(name, false, (lane, tile, _) =>
        {
            var sums = new TSums[tile.Rows];
            return () => lane.SumRows(empty, sums);
        });

    private static DeviceSum Columns<TSums>(string name, TSums empty)
        where TSums : unmanaged, IColumnSums<TSums> => new(name, false, (lane, tile, _) =>
        {
            var sums = new TSums[tile.Columns];
            return () => lane.SumColumns(empty, sums);
        });

    private static DeviceSum Order<TValue>(string name)
        where TValue : struct, IOrderedValue => new(name, false, (lane, _, counts) => () => lane.Count<TValue>(counts!));

    /// <summary>Tells apart the upper halves at which every tenth of the weights lies, about as many as percentiles ask for.</summary>
    private static byte[] Deciles(WeightType type)
    {
        var weights = StoredBlocks.Decoded(type);
        Array.Sort(weights);
        var table = new byte[1 << 16];
        var runs = (byte)0;
        for (var tenth = 1; tenth < 10; tenth++)
        {
            ref var run = ref table[BitConverter.SingleToUInt32Bits(weights[tenth * (long)weights.Length / 10]) >> 16];
            if (run == 0) run = ++runs;
        }

        return table;
    }
}
