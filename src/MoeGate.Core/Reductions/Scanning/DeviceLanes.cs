using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// The lanes of a device, lent to one thread at a time. While one thread's tile is computed, another's is on its way there and a third's is
/// read from the file: so the bus, the device and the disk are busy at once. A few lanes do that; more would only hold memory.
/// </summary>
internal sealed class DeviceLanes(IWeightDevice device) : IDisposable
{
    /// <summary>Stored bytes of a tile, with those of its reference.</summary>
    public const int Bytes = 32 << 20;

    /// <summary>How many lanes there are at most: what they hold bounds the memory, here and there.</summary>
    public const int Most = 4;

    private readonly Stack<IDeviceLane> idle = [];
    private readonly object gate = new();
    private int opened, most = Most;
    private bool isClosed;

    public IWeightDevice Device => device;

    /// <summary>A lane, once one is free.</summary>
    public Lease Rent(CancellationToken cancellation)
    {
        lock (gate)
        {
            while (idle.Count == 0 && opened >= most && !isClosed)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate, 100);
            }

            ObjectDisposedException.ThrowIf(isClosed, this);
            if (idle.TryPop(out var lane)) return new Lease(this, lane);

            // One after the other: opening asks for memory, and what compiles for the device is not to be asked twice at once.
            try
            {
                lane = device.OpenLane(Bytes);
                opened++;
                return new Lease(this, lane);
            }
            catch (DeviceException) when (opened > 0)
            {
                // With whom else the device shares its memory, fewer lanes do too.
                most = opened;
            }
        }

        return Rent(cancellation);
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            while (idle.TryPop(out var lane)) lane.Dispose();
            Monitor.PulseAll(gate);
        }
    }

    private void Return(IDeviceLane lane)
    {
        lock (gate)
        {
            if (isClosed) lane.Dispose();
            else idle.Push(lane);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>A lane until it is given back.</summary>
    public readonly struct Lease(DeviceLanes from, IDeviceLane lane) : IDisposable
    {
        public IDeviceLane Lane => lane;

        public void Dispose() => from.Return(lane);
    }
}
