using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>The readings of a tensor beside its reference by a device, as <see cref="DevicePasses"/> of one by itself.</summary>
internal sealed class DevicePairPasses : IPairPasses
{
    private readonly ReducePair needs;
    private readonly long[]?[] drawn;
    private readonly DeviceLanes lanes;
    private readonly int columns;
    private readonly (DeviceRows Candidate, DeviceRows Reference)?[] slices;
    private readonly DeviceCounts sizes;
    private OrderSelection? selected;

    /// <param name="pair">What is read: a pair that <see cref="CanTake"/>.</param>
    /// <param name="needs">What is wanted.</param>
    /// <param name="drawn">The rows of the sample, of each slice; null for all.</param>
    /// <param name="lanes">The ways to the device.</param>
    public DevicePairPasses(TensorPair pair, ReducePair needs, long[]?[] drawn, DeviceLanes lanes)
    {
        (this.needs, this.drawn, this.lanes) = (needs, drawn, lanes);
        columns = (int)pair.Candidate.Columns;
        slices = [.. pair.Candidate.Slices.Select((s, i) => pair.Origins[i] is { } origin ? (new DeviceRows(new RowRuns(s)), new DeviceRows(origin)) : ((DeviceRows, DeviceRows)?)null)];
        Chunks = Chunk.Cut(pair.Candidate, drawn, DeviceTiles.RowsOf(columns, slices.Max(s => s is { } both ? both.Candidate.RowBytes + both.Reference.RowBytes : 1)), slice => slices[slice] is not null);
        sizes = new DeviceCounts(lanes.Device);
    }

    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>Whether a device can do this.</summary>
    public static bool CanTake(TensorPair pair) =>
        DevicePasses.CanTake(pair.Candidate)
        && pair.Origins.All(o => o is null || o.IsAsStored)
        && (pair.Origins.All(o => o is null) || DeviceRows.Are(new RowRuns([.. pair.Origins.OfType<RowRuns>().SelectMany(o => o.Runs)])));

    public PairChunk First(Chunk chunk, double[]? power, int thread, Readers readers, CancellationToken cancellation)
    {
        using var lease = lanes.Rent(cancellation);
        var lane = lease.Lane;
        Send(chunk, power, lane, cancellation);
        if (needs.HasFlag(ReducePair.Order)) lane.Count<ErrorValue>(sizes.Upper());
        double[]? byColumn = null;
        if (needs.HasFlag(ReducePair.Columns))
        {
            var sums = new ErrorColumnSums[columns];
            lane.SumColumns(default, sums);
            byColumn = [.. sums.Select(s => s.Square)];
        }

        var rows = new ErrorRowSums[chunk.Rows];
        lane.SumRows(default, rows);
        var front = new RowFront();
        var all = default(ErrorSums);
        var weighted = new WeightedErrors(0, 0, 0);
        var nonFinite = 0L;
        foreach (ref readonly var row in rows.AsSpan())
        {
            var errors = row.ToSums();
            front.Add(errors.Square, errors.Reference);
            all = all.With(errors);
            nonFinite += row.NonFinite;
            if (power is not null) weighted = weighted.With(new WeightedErrors(row.WeightedError, row.WeightedReference, 0));
        }

        return new PairChunk(nonFinite, all, weighted, front, byColumn);
    }

    public OrderHistogram? EndFirst() => sizes.Read() is { } upper ? OrderHistogram.Of(upper) : null;

    public void BeginSecond(OrderSelection sizes) => selected = sizes;

    public void Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        using var lease = lanes.Rent(cancellation);
        Send(chunk, null, lease.Lane, cancellation);
        lease.Lane.Count<ErrorValue>(sizes.Lower(selected!.Table));
    }

    public void EndSecond()
    {
        if (sizes.Read() is { } lower) selected!.Add(lower);
        selected = null;
    }

    public void Dispose() => sizes.Dispose();

    private void Send(Chunk chunk, double[]? power, IDeviceLane lane, CancellationToken cancellation)
    {
        var (ours, theirs) = slices[chunk.Slice]!.Value;
        var candidate = ours.Read(chunk, drawn[chunk.Slice], lane.Room, 0, cancellation);
        var reference = theirs.Read(chunk, drawn[chunk.Slice], lane.Room, DeviceTiles.After(candidate.Bytes), cancellation);
        lane.Send(new DeviceTile((int)chunk.Rows, columns, candidate, reference, power));
    }
}
