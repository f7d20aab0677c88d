using MoeGate.Reductions.Devices;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What <c>moegate devices</c> lists and <c>moegate doctor</c> says of it.</summary>
public class ListedDevices
{
    private static readonly FoundDevice usable = new(new DeviceInfo("Fast card", "CUDA", 80L << 30), null, () => throw new InvalidOperationException("to list is not to open"));

    [Fact]
    public void AreNoneOfABuildWithoutSupport()
    {
        var run = Moegate.Run("devices");
        Assert.Equal((0, "this build has no GPU support; install the tool from a package of a release, or build it with -p:MoeGateGpu=true\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void AreNoneWhereNothingWasFound()
    {
        var run = Moegate.Run(new FoundDevices(), "devices");
        Assert.Equal((0, "no device was found; the processor does all the work\n", ""), (run.ExitCode, run.Out, run.Error));
        ExaminedGate.Says(Moegate.Run(new FoundDevices(), "doctor"), "note", "devices", "none was found: the processor does all the work");
    }

    [Fact]
    public void SayWhatTheyAreAndWhyOneCannotBeUsed()
    {
        var run = Moegate.Run(new FoundDevices(usable, FoundDevices.TooOld), "devices");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var rows = run.Out.TrimEnd('\n').Split('\n').Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(["device", "api", "memory", "can be used"], rows[0]);
        Assert.Equal(["Fast card", "CUDA", "80 GiB", "yes"], rows[1]);
        Assert.Equal(["CUDA", "2 GiB", "no: has a driver that is too old"], rows[2][1..]);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public void AreExaminedByTheDoctor()
    {
        ExaminedGate.Says(Moegate.Run(new FoundDevices(FoundDevices.TooOld, usable), "doctor"), "ok", "devices", "Fast card (CUDA), 80 GiB");
        var old = Moegate.Run(new FoundDevices(FoundDevices.TooOld), "doctor");
        ExaminedGate.Says(old, "note", "devices", "Old");
        Assert.Contains("has a driver that is too old: the processor does all the work", old.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', old.Out);
    }
}
