using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Devices;

/// <summary>The processor.</summary>
public class TheProcessor : DeviceSuite
{
    private protected override DeviceUse? Use() => null;
}

/// <summary>What kernels compute, in plain loops.</summary>
public class APlainDevice : DeviceSuite
{
    private protected override DeviceUse? Use() => new(new PlainDevice().Alone, isDemanded: true, Assert.Fail);
}
