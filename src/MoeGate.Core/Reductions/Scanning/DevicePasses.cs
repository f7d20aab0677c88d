using MoeGate.Models;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// The readings of a tensor by a device: stored bytes go there, the sums of rows and columns come back and are joined here in the order of the
/// file; the digest is made of the bytes where they pass by. Counts stay there until a reading ends.
/// </summary>
internal sealed class DevicePasses : ITensorPasses
{
    private readonly ScanRequest request;
    private readonly long[]?[] drawn;
    private readonly DeviceLanes lanes;
    private readonly Reduce needs;
    private readonly DeviceRows[] slices;
    private readonly DeviceCounts weights, offsets;
    private OrderSelection? selected, selectedOffsets;
    private double threshold;

    /// <param name="request">What is wanted, of a tensor that <see cref="CanTake"/>.</param>
    /// <param name="drawn">The rows of the sample, of each slice; null for all.</param>
    /// <param name="lanes">The ways to the device.</param>
    public DevicePasses(ScanRequest request, long[]?[] drawn, DeviceLanes lanes)
    {
        (this.request, this.drawn, this.lanes) = (request, drawn, lanes);
        needs = request.Whole | request.Experts;
        slices = [.. request.Tensor.Slices.Select(s => new DeviceRows(new RowRuns(s)))];
        Chunks = Chunk.Cut(request.Tensor, drawn, DeviceTiles.RowsOf(request.Tensor.Columns, slices.Max(s => s.RowBytes)));
        weights = new DeviceCounts(lanes.Device);
        offsets = new DeviceCounts(lanes.Device);
    }

    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>Whether a device can do this.</summary>
    public static bool CanTake(WeightTensor tensor) => tensor.Elements > 0 && DeviceRows.Are(new RowRuns(tensor.Slices));

    public ChunkSums First(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        using var lease = lanes.Rent(cancellation);
        var lane = lease.Lane;
        var tile = Send(chunk, lane, cancellation);
        if (request.Whole.HasFlag(Reduce.Order)) lane.Count<WeightValue>(weights.Upper());
        if (request.Whole.HasFlag(Reduce.GroupOrder)) lane.Count<OffsetValue>(offsets.Upper());
        ColumnReduction? columns = null;
        if (needs.HasFlag(Reduce.Columns))
        {
            var sums = new ProxyColumnSums[tile.Columns];
            lane.SumColumns(default, sums);
            columns = ColumnReduction.Of(sums);
        }

        GroupRowSums[]? groups = null;
        if (needs.HasFlag(Reduce.Groups) || request.Whole.HasFlag(Reduce.GroupOrder))
        {
            groups = new GroupRowSums[tile.Rows];
            lane.SumRows(default, groups);
        }

        var rows = new WeightSums[tile.Rows];
        lane.SumRows(default, rows);
        return new DeviceRowJoin(needs, request.Tensor.Slices[chunk.Slice], chunk, drawn[chunk.Slice]).Join(rows, groups, columns, lane.Room);
    }

    public (OrderHistogram? Weights, OrderHistogram? Offsets) EndFirst() => (Histogram(weights), Histogram(offsets));

    public void BeginSecond(OrderSelection? weights, OrderSelection? offsets, double signThreshold) =>
        (selected, selectedOffsets, threshold) = (weights, offsets, signThreshold);

    public SignCounts Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        using var lease = lanes.Rent(cancellation);
        var lane = lease.Lane;
        var tile = Send(chunk, lane, cancellation);
        if (selected is { NeedsRefining: true }) lane.Count<WeightValue>(weights.Lower(selected.Table));
        if (selectedOffsets is { NeedsRefining: true }) lane.Count<OffsetValue>(offsets.Lower(selectedOffsets.Table));
        if (selectedOffsets is null) return default;
        var signs = new SignSums[tile.Rows];
        lane.SumRows(SignSums.Beside(threshold), signs);
        return new SignCounts(signs.Sum(s => s.Positive), signs.Sum(s => s.Negative), signs.Sum(s => s.NearZero));
    }

    public void EndSecond()
    {
        if (weights.Read() is { } lower) selected!.Add(lower);
        if (offsets.Read() is { } lowerOfOffsets) selectedOffsets!.Add(lowerOfOffsets);
        (selected, selectedOffsets) = (null, null);
    }

    public void Dispose()
    {
        weights.Dispose();
        offsets.Dispose();
    }

    private static OrderHistogram? Histogram(DeviceCounts counts) => counts.Read() is { } upper ? OrderHistogram.Of(upper) : null;

    private DeviceTile Send(Chunk chunk, IDeviceLane lane, CancellationToken cancellation)
    {
        var stored = slices[chunk.Slice].Read(chunk, drawn[chunk.Slice], lane.Room, 0, cancellation);
        var tile = new DeviceTile((int)chunk.Rows, (int)request.Tensor.Columns, stored);
        lane.Send(tile);
        return tile;
    }
}
