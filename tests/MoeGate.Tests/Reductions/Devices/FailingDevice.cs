using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Devices;

/// <summary>A device that fails at some call: the processor does what is left, or the run ends, as was asked for. Nothing is held afterwards.</summary>
public sealed class FailingDevice : IDisposable
{
    private const int Columns = 80;
    private const Reduce Everything = Reduce.Moments | Reduce.Order | Reduce.Rows | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns | Reduce.Faults | Reduce.ZeroRows;

    private readonly StoredMatrix stored = new();
    private readonly float[] weights = Stored.Draw(40 * Columns, 1);
    private readonly List<ScanRequest> requests;
    private readonly PairRequest pair;

    public FailingDevice()
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
        requests = [.. Enumerable.Range(0, 2).Select(_ => new ScanRequest(stored.Tensor(WeightTypes.F32, bytes, Columns), Everything))];
        var reference = stored.Tensor(WeightTypes.F32, bytes, Columns);
        pair = new PairRequest(
            new TensorPair { Candidate = stored.Tensor(WeightTypes.F32, bytes, Columns), Sources = [reference], Origins = [new RowRuns(reference.Slices[0])] },
            ReducePair.Errors | ReducePair.Order | ReducePair.Columns);
    }

    public static TheoryData<int> Calls
    {
        get
        {
            using var measured = new FailingDevice();
            var healthy = new PlainDevice();
            measured.Run(healthy, isDemanded: true, Assert.Fail);
            Assert.Equal(0, healthy.Open);

            // How many lanes are opened depends on the threads' luck; so many calls there are always.
            return [.. Enumerable.Range(1, healthy.Calls - healthy.Lanes + 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void IsReplacedByTheProcessor(int call)
    {
        var device = new PlainDevice { FailsAt = call };
        var notes = new List<string>();
        var (tensors, errors) = Run(device, isDemanded: false, notes.Add);
        foreach (var result in tensors) PlainSums.Of(weights, Columns).MustBe(PlainSums.Of(result.Whole!), 1e-12);
        Assert.True(errors.Whole.Errors is { IsExact: true, Count: 40 * Columns });
        Assert.StartsWith("Plain device (test) failed while ", Assert.Single(notes), StringComparison.Ordinal);
        Assert.EndsWith("; the processor does the work", notes[0], StringComparison.Ordinal);
        Assert.Equal(0, device.Open);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EndsTheRunWhereItIsDemanded(int call)
    {
        var device = new PlainDevice { FailsAt = call };
        var refused = Assert.Throws<InputException>(() => Run(device, isDemanded: true, Assert.Fail));
        Assert.StartsWith("--device gpu: Plain device (test) failed while ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(InputKind.Evidence, refused.Kind);
        Assert.Equal(0, device.Open);
    }

    [Fact]
    public void LeavesNothingBehindInAHundredRuns()
    {
        for (var run = 1; run <= 100; run++)
        {
            var device = new PlainDevice { FailsAt = run % 2 == 0 ? run : null };
            Run(device, isDemanded: false, _ => { });
            Assert.Equal(0, device.Open);
            Assert.InRange(device.Lanes, 0, 4);
        }
    }

    [Fact]
    public void IsNotAskedAgain()
    {
        var device = new PlainDevice { FailsAt = 1 };
        var notes = new List<string>();
        using var use = new DeviceUse(device.Alone, isDemanded: false, notes.Add);
        for (var run = 0; run < 3; run++) TensorScan.Run(requests, new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken);
        Assert.Single(notes);
    }

    [Fact]
    public void CannotBeOpened()
    {
        FoundDevice[] broken = [new(new("Old device", "test", 0), "is too old", null), new(new("Shy device", "test", 0), null, () => throw new DeviceException("failed while opening it (no power)"))];
        var notes = new List<string>();
        using var use = new DeviceUse(new Some(broken), isDemanded: false, notes.Add);
        TensorScan.Run(requests, new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken);
        Assert.Equal(["Shy device (test) failed while opening it (no power); the processor does the work"], notes);
        Assert.Null(use.Worked);
    }

    [Fact]
    public void IsNotThere()
    {
        using var use = new DeviceUse(new Some([]), isDemanded: true, Assert.Fail);
        var refused = Assert.Throws<InputException>(() => TensorScan.Run(requests, new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken));
        Assert.StartsWith("--device gpu: no device was found", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => stored.Dispose();

    private (IReadOnlyList<ScanResult> Tensors, PairResult Pair) Run(PlainDevice device, bool isDemanded, Action<string> note)
    {
        using var use = new DeviceUse(device.Alone, isDemanded, note);
        var (tensors, pairs) = TensorScan.Run(requests, [pair], new ScanOptions { Threads = 3, Device = use }, TestContext.Current.CancellationToken);
        return (tensors, pairs[0]);
    }

    private sealed class Some(IReadOnlyList<FoundDevice> devices) : IDeviceSource
    {
        public IReadOnlyList<FoundDevice> Find() => devices;
    }
}
