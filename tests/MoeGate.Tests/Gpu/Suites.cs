using MoeGate.Gpu;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Reductions.Devices;

namespace MoeGate.Tests.Gpu;

/// <summary>ILGPU's simulation on the processor: host code and launches as on a GPU, but not the code that a GPU runs.</summary>
public class ASimulatedDevice : DeviceSuite
{
    private protected override DeviceUse? Use() => new(new Only(), isDemanded: true, Assert.Fail);

    private sealed class Only : IDeviceSource
    {
        public IReadOnlyList<FoundDevice> Find() => [new FoundDevice(new DeviceInfo("simulated device", "ILGPU", 0), null, IlgpuDevices.OpenSimulated)];
    }
}

/// <summary>The GPU of the machine, where it has one.</summary>
public class AGpu : DeviceSuite
{
    private protected override DeviceUse? Use()
    {
        var devices = new IlgpuDevices();
        Assert.SkipUnless(devices.Find().Any(d => d.Open is not null), "no GPU on this machine");
        return new(devices, isDemanded: true, Assert.Fail);
    }
}
