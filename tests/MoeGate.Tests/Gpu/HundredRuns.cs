using System.Diagnostics;
using MoeGate.Blocks;
using MoeGate.Gpu;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Gpu;

/// <summary>A device that is opened, used and given back again and again.</summary>
public class HundredRuns
{
    /// <summary>A lane takes 32 MiB on either side: what a run left behind would be far more after eighty of them.</summary>
    private const long MostGrowth = 256L << 20;

    [Fact]
    public void LeaveNoMemoryBehind()
    {
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.BF16, StoredBlocks.Random(WeightTypes.BF16, 64 * 64, 1), 64);
        var before = 0L;
        for (var run = 0; run < 100; run++)
        {
            using var use = new DeviceUse(new Simulated(), isDemanded: true, Assert.Fail);
            TensorScan.Run([new ScanRequest(tensor, Reduce.Moments)], new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken);
            Assert.NotNull(use.Worked);
            if (run == 19) before = Held();
        }

        Assert.InRange(Held(), 0, before + MostGrowth);
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var me = Process.GetCurrentProcess();
        return me.PrivateMemorySize64;
    }

    private sealed class Simulated : IDeviceSource
    {
        public IReadOnlyList<FoundDevice> Find() => [new FoundDevice(new DeviceInfo("simulated device", "ILGPU", 0), null, IlgpuDevices.OpenSimulated)];
    }
}
