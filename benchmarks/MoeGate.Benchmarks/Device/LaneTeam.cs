using System.Diagnostics;
using System.Runtime.ExceptionServices;
using MoeGate.Blocks;
using MoeGate.Reductions.Devices;

namespace MoeGate.Benchmarks.Device;

/// <summary>Some lanes to a device with the same tile in each, and a thread for each of them: as many as the product has.</summary>
internal sealed class LaneTeam : IDisposable
{
    public const int Lanes = 4;

    private readonly IWeightDevice device;
    private readonly WeightType type;
    private readonly DeviceTile tile;
    private readonly int bytes;
    private readonly List<IDeviceLane> lanes = [];

    /// <param name="device">Where the lanes lead.</param>
    /// <param name="type">Of the weights.</param>
    /// <param name="reference">Of what they came from; null of weights by themselves.</param>
    /// <param name="columns">Weights in a row.</param>
    /// <param name="mostBytes">The most bytes of a tile.</param>
    /// <param name="mostWeights">The most weights of it.</param>
    public LaneTeam(IWeightDevice device, WeightType type, WeightType? reference, int columns, int mostBytes, long mostWeights)
    {
        (this.device, this.type) = (device, type);
        var rowBytes = (int)(type.BytesOf(columns) + (reference?.BytesOf(columns) ?? 0));
        var rows = (int)Math.Max(1, Math.Min((mostBytes - StoredRows.Alignment) / rowBytes, mostWeights / columns));
        var weights = new StoredRows(type, 0, (int)type.BytesOf((long)rows * columns));
        var after = (weights.Bytes + StoredRows.Alignment - 1) / StoredRows.Alignment * StoredRows.Alignment;
        var theirs = reference is null ? null : new StoredRows(reference, after, (int)reference.BytesOf((long)rows * columns));
        tile = new DeviceTile(rows, columns, weights, theirs);
        bytes = weights.Bytes + (theirs?.Bytes ?? 0);
        try
        {
            for (var i = 0; i < Lanes; i++)
            {
                var lane = device.OpenLane(Math.Max(mostBytes, after + (theirs?.Bytes ?? 0)));
                lanes.Add(lane);
                StoredBlocks.Fill(type, lane.Room[..weights.Bytes]);
                if (theirs is not null) StoredBlocks.Fill(reference!, lane.Room.Slice(after, theirs.Bytes));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>GB of stored bytes a second: sent each time, or once.</summary>
    public double Rate(DeviceSum sum, bool isSentEachTime, Sizes sizes)
    {
        using var counts = sum.OpenCounts(device, type);
        var work = lanes.Select(lane =>
        {
            var take = sum.Begin(lane, tile, counts);
            lane.Send(tile);
            take(); // The first compiles.
            return isSentEachTime ? () =>
            {
                lane.Send(tile);
                take();
            } : take;
        }).ToList();
        var rates = Enumerable.Range(0, sizes.Rounds).Select(_ => Once(work, sizes.Seconds)).ToList();
        return Turns.Median(rates);
    }

    public void Dispose()
    {
        foreach (var lane in lanes) lane.Dispose();
    }

    private double Once(List<Action> work, double seconds)
    {
        var tiles = 0L;
        ExceptionDispatchInfo? failure = null;
        var watch = new Stopwatch();
        using var start = new Barrier(work.Count, _ => watch.Start());
        var threads = work.Select(one => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                do
                {
                    one();
                    Interlocked.Increment(ref tiles);
                }
                while (watch.Elapsed.TotalSeconds < seconds && failure is null);
            }
            catch (DeviceException e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        failure?.Throw();
        return tiles * (double)bytes / 1e9 / watch.Elapsed.TotalSeconds;
    }
}
