using System.Runtime.InteropServices;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Support;

/// <summary>
/// A device that is none: what kernels compute, in plain loops, shared among threads that are not there. It fails at the call that a test
/// names, and knows what of it was not given back.
/// </summary>
internal sealed class PlainDevice : IWeightDevice
{
    private int calls, open;

    public DeviceInfo Info { get; } = new("Plain device", "test", 1 << 30);

    /// <summary>The number of the call, from 1, at which it fails, and at all that follow; null for never.</summary>
    public int? FailsAt { get; init; }

    /// <summary>Whether it takes the weights of the second row of every tile for slightly larger ones.</summary>
    public bool IsWrong { get; init; }

    /// <summary>What it does to sums and counts that come back; null for nothing.</summary>
    public Action<byte[]>? Spoils { get; init; }

    /// <summary>Calls so far.</summary>
    public int Calls => calls;

    /// <summary>Lanes and counts that are open, and the device itself.</summary>
    public int Open => open;

    /// <summary>The most lanes that were open at once.</summary>
    public int Lanes { get; private set; }

    public PlainDevice() => open = 1;

    /// <summary>This device and no other.</summary>
    public IDeviceSource Alone => new Source([new FoundDevice(Info, null, () => this)]);

    public IDeviceLane OpenLane(int bytes)
    {
        Call("opening a lane");
        Interlocked.Increment(ref open);
        Lanes++;
        return new Lane(this, bytes);
    }

    public IDeviceCounts OpenCounts(ReadOnlySpan<byte> table)
    {
        Call("making room for counts");
        Interlocked.Increment(ref open);
        return new Counts(this, table.ToArray());
    }

    public void Dispose() => Interlocked.Decrement(ref open);

    private void Spoil<T>(Span<T> figures)
        where T : unmanaged
    {
        if (Spoils is null) return;
        var bytes = MemoryMarshal.AsBytes(figures).ToArray();
        Spoils(bytes);
        bytes.CopyTo(MemoryMarshal.AsBytes(figures));
    }

    private void Call(string doing)
    {
        if (Interlocked.Increment(ref calls) >= FailsAt) throw new DeviceException($"failed while {doing} (as it was told to)");
    }

    private sealed class Source(IReadOnlyList<FoundDevice> devices) : IDeviceSource
    {
        public IReadOnlyList<FoundDevice> Find() => devices;
    }

    private sealed class Counts(PlainDevice device, byte[] table) : IDeviceCounts
    {
        private readonly long[] counts = new long[table.Length == 0 ? (1 << 16) + 1 : table.Max() << 16];

        public void Raise(float value)
        {
            if (float.IsNaN(value)) return;
            var bits = BitConverter.SingleToUInt32Bits(value);
            var (upper, lower) = ((int)(bits >> 16), (int)(bits & 0xffff));
            if (table.Length == 0)
            {
                Interlocked.Increment(ref counts[upper]);
                if (lower != 0) Interlocked.Increment(ref counts[1 << 16]);
            }
            else if (table[upper] is var run and > 0)
            {
                Interlocked.Increment(ref counts[(run - 1 << 16) + lower]);
            }
        }

        public long[] Read()
        {
            device.Call("taking back counts");
            long[] read = [.. counts];
            device.Spoil(read.AsSpan());
            return read;
        }

        public void Dispose() => Interlocked.Decrement(ref device.open);
    }

    private sealed class Lane(PlainDevice device, int bytes) : IDeviceLane
    {
        private const int Threads = 8;

        private readonly byte[] room = new byte[bytes];
        private DeviceTile? tile;
        private PlainRows rows;

        public Span<byte> Room => room;

        public void Send(DeviceTile tile)
        {
            device.Call("sending weights");
            this.tile = tile;
            var weights = Decoded(tile, tile.Weights);
            for (var column = 0; device.IsWrong && column < tile.Columns; column++) weights[tile.Columns + column] *= 1.001f;
            rows = new PlainRows(weights, tile.Reference is { } reference ? Decoded(tile, reference) : [], tile.Power.ToArray(), tile.Columns);
        }

        public void SumRows<TSums>(TSums empty, Span<TSums> sums)
            where TSums : unmanaged, IRowSums<TSums>
        {
            device.Call("summing rows");
            Span<TSums> shares = stackalloc TSums[Threads];
            for (var row = 0; row < tile!.Rows; row++)
            {
                for (var thread = 0; thread < Threads; thread++)
                {
                    shares[thread] = empty;
                    for (var start = thread * TSums.Unit; start < tile.Columns; start += Threads * TSums.Unit)
                        TSums.Add(ref shares[thread], in rows, row, start, Math.Min(TSums.Unit, tile.Columns - start));
                }

                for (var half = Threads / 2; half > 0; half /= 2)
                    for (var thread = 0; thread < half; thread++)
                        TSums.Merge(ref shares[thread], in shares[thread + half]);
                sums[row] = shares[0];
            }

            device.Spoil(sums);
        }

        public void SumColumns<TSums>(TSums empty, Span<TSums> sums)
            where TSums : unmanaged, IColumnSums<TSums>
        {
            device.Call("summing columns");
            for (var column = 0; column < tile!.Columns; column++)
            {
                // Two strips, as rows are shared among threads.
                TSums upper = empty, lower = empty;
                for (var row = 0; row < tile.Rows / 2; row++) TSums.Add(ref upper, in rows, row, column, tile.Columns);
                for (var row = tile.Rows / 2; row < tile.Rows; row++) TSums.Add(ref lower, in rows, row, column, tile.Columns);
                TSums.Merge(ref upper, in lower);
                sums[column] = upper;
            }

            device.Spoil(sums);
        }

        public void Count<TValue>(IDeviceCounts counts)
            where TValue : struct, IOrderedValue
        {
            device.Call("counting");
            for (var row = 0; row < tile!.Rows; row++)
                for (var start = 0; start < tile.Columns; start += TValue.Unit)
                    ((Counts)counts).Raise(TValue.Of(in rows, row, start, Math.Min(TValue.Unit, tile.Columns - start)));
        }

        public void Dispose() => Interlocked.Decrement(ref device.open);

        private float[] Decoded(DeviceTile tile, StoredRows stored)
        {
            // By the definition, one weight after the other, as kernels do.
            var weights = StoredBlocks.Defined(stored.Type, room.AsSpan(stored.Offset, stored.Bytes).ToArray());
            var perRow = stored.Factors.Length / tile.Rows;
            for (var i = 0; perRow > 0 && i < weights.Length; i++)
                weights[i] *= stored.Factors.Span[i / tile.Columns * perRow + i % tile.Columns / stored.FactorColumns];
            return weights;
        }
    }

    private readonly struct PlainRows(float[] weights, float[] reference, double[] power, int columns) : IRows
    {
        public float Weight(int row, int column) => weights[row * columns + column];

        public float Reference(int row, int column) => reference[row * columns + column];

        public double Power(int column) => power.Length == 0 ? 0 : power[column];
    }
}
