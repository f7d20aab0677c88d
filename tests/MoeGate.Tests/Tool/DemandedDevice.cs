using MoeGate.Reductions.Devices;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>--device</c> of every command that measures weights.</summary>
public sealed class DemandedDevice : IDisposable
{
    private static readonly string model = Repository.File("samples", "weights", "model.gguf"), pruned = Repository.File("samples", "releases", "pruned-q4_0.gguf");

    private readonly TestFolder folder = new();

    public static TheoryData<string[]> Commands => new(
        ["check", "--candidate", model],
        ["measure", "--candidate", pruned, "--reference", model],
        ["compare", model, pruned],
        ["analyze", "weights", model],
        ["init", model],
        ["baseline", "save", "--candidate", model],
        ["baseline", "accept", "--candidate", model, "--reason", "why not"]);

    [Theory]
    [MemberData(nameof(Commands))]
    public void IsOneOfThree(string[] command) =>
        Refused.With(Moegate.Run([.. Writing(command), "--device", "tpu"]), Refused.AsUsage, "--device tpu is none of auto, cpu and gpu");

    [Theory]
    [MemberData(nameof(Commands))]
    public void IsRefusedByABuildWithoutSupport(string[] command) =>
        IsRefused(Moegate.Run([.. Writing(command), "--device", "gpu"]), "--device gpu: this build has no GPU support; install the tool from a package of a release, or build it with -p:MoeGateGpu=true");

    [Theory]
    [MemberData(nameof(Commands))]
    public void IsRefusedWhereThereIsNone(string[] command)
    {
        const string remedy = "; look at moegate devices, or let the processor do it with --device cpu";
        IsRefused(Moegate.Run(new FoundDevices(), [.. Writing(command), "--device", "gpu"]), "--device gpu: no device was found" + remedy);
        IsRefused(Moegate.Run(new FoundDevices(FoundDevices.Lost), [.. Writing(command), "--device", "gpu"]), "--device gpu: Lost card (OpenCL) failed while opening it (it has fallen off the bus)" + remedy);
        var old = Moegate.Run(new FoundDevices(FoundDevices.TooOld), [.. Writing(command), "--device", "gpu"]);
        IsRefused(old, "--device gpu: Old");
        Assert.EndsWith("card</b> (CUDA) has a driver that is too old" + remedy + "\n", old.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void ThatFailsMidwayIsRefusedToo(string[] command)
    {
        var whole = new PlainDevice();
        Moegate.Run(whole.Alone, [.. Writing(command), "--device", "gpu"]);
        Assert.Equal(0, whole.Open);
        foreach (var file in Directory.EnumerateFiles(folder.Path)) File.Delete(file);
        foreach (var call in new[] { 1, whole.Calls / 2, whole.Calls - 4 })
        {
            var device = new PlainDevice { FailsAt = call };
            IsRefused(Moegate.Run(device.Alone, [.. Writing(command), "--device", "gpu"]), "--device gpu: Plain device (test) failed while ");
            Assert.Equal(0, device.Open);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void IsNotTheUsualOne(string[] command)
    {
        var expected = Moegate.Run(Writing(command));
        foreach (var device in new[] { "cpu", "auto" })
        {
            foreach (var file in Directory.EnumerateFiles(folder.Path)) File.Delete(file);
            Assert.Equal(expected, Moegate.Run([.. Writing(command), "--device", device]));
        }

        foreach (var file in Directory.EnumerateFiles(folder.Path)) File.Delete(file);
        Assert.Equal(expected, Moegate.Run(new FoundDevices(FoundDevices.TooOld), [.. Writing(command), "--device", "cpu"]));
    }

    /// <summary>What has no weights has nothing for a device to do.</summary>
    [Fact]
    public void IsNotMissedWhereNoWeightsAreRead() =>
        Assert.Equal(0, Moegate.Run(new FoundDevices(), "measure", "--experts", Sample.Path("calibration.json"), "--device", "gpu").ExitCode);

    [Fact]
    public void IsOpenedOnceForSeveralGates()
    {
        var (device, opened) = (new PlainDevice(), 0);
        var source = new FoundDevices(new FoundDevice(device.Info, null, () =>
        {
            opened++;
            return device;
        }));
        var run = Moegate.Run(source, ["check", .. Gates(), "--device", "gpu"]);
        Assert.Equal((0, 1, 0, ""), (run.ExitCode, opened, device.Open, run.Error));
        Assert.Equal(2, run.Out.Split("measured on Plain device (test)\n").Length - 1);
    }

    [Fact]
    public void ThatFailsIsDemandedOfTheNextGateAsWell()
    {
        var run = Moegate.Run(new PlainDevice { FailsAt = 3 }.Alone, ["check", .. Gates(), "--device", "gpu"]);
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(2, run.Error.Split("json: --device gpu: Plain device (test) failed while ").Length - 1);
        Assert.Contains("2 gates: 2 undecided", run.Out, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>With everything that it could write.</summary>
    private string[] Writing(string[] command) => command[0] switch
    {
        "check" or "measure" => [.. command, "-o", folder["results.json"]],
        "init" => [.. command, "-o", folder["moegate.json"]],
        "baseline" when command[1] == "accept" => [.. command, "--baseline", Earlier(), "--dry-run", "--allow-failing"],
        "baseline" => [.. command, "--baseline", folder["new.json"], "--allow-failing"],
        _ => command,
    };

    private string Earlier()
    {
        var path = Path.Combine(Directory.CreateDirectory(folder["earlier"]).FullName, "baseline.json");
        if (!File.Exists(path)) Assert.Equal(0, Moegate.Run("baseline", "save", "--candidate", model, "--baseline", path, "--allow-failing").ExitCode);
        return path;
    }

    private string[] Gates() =>
    [
        .. new[] { "one", "two" }.Select(name => folder.Write(
            name + ".json",
            $$"""{ "evidence": { "candidate": "{{model.Replace('\\', '/')}}" }, "rules": [ { "id": "T1", "metric": "weight.std", "assert": "max <= 100" } ] }""")),
    ];

    /// <summary>One line, exit code 3, and nothing written.</summary>
    private void IsRefused(Moegate run, string start)
    {
        Refused.With(run, Refused.AsEvidence, start);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }
}
