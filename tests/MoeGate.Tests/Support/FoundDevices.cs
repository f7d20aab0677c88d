using MoeGate.Reductions.Devices;

namespace MoeGate.Tests.Support;

/// <summary>Devices that are found, or are found to be of no use.</summary>
internal sealed class FoundDevices(params IReadOnlyList<FoundDevice> found) : IDeviceSource
{
    /// <summary>One that cannot be used, whose driver chose its name.</summary>
    public static FoundDevice TooOld { get; } = new(new DeviceInfo("Old\u001b[31m <b>card</b>", "CUDA", 2L << 30), "has a driver that is too old", null);

    /// <summary>One that is found and cannot be opened.</summary>
    public static FoundDevice Lost { get; } = new(new DeviceInfo("Lost card", "OpenCL", 0), null, () => throw new DeviceException("failed while opening it (it has fallen off the bus)"));

    public IReadOnlyList<FoundDevice> Find() => found;
}
