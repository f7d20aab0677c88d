using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Devices;

/// <summary>A device is held against the processor before it works, and works where it is the faster.</summary>
public class DeviceOnTrial
{
    private const Reduce Everything = Reduce.Moments | Reduce.Order | Reduce.Rows | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns;
    private static readonly DeviceInfo device = new("Some device", "test", 0);

    [Fact]
    public void IsTimedBesideTheProcessor()
    {
        var plain = new PlainDevice();
        using var use = new DeviceUse(plain.Alone, isDemanded: true, Assert.Fail);
        foreach (var task in new[] { Task("q8_0", Reduce.Moments), Beside("q8_0") })
        {
            var rate = use.Rate(plain.Alone.Find()[0], task, 2, TestContext.Current.CancellationToken);
            Assert.Equal(task.Kind, rate.Kind);
            Assert.True(rate is { Processor: > 0, Device: > 0 }, $"{rate}");
        }
    }

    [Theory]
    [InlineData("f32")]
    [InlineData("q4_K")]
    public void IsNotTrustedWithOthers(string name)
    {
        using var stored = new StoredMatrix();
        var type = WeightTypes.Find(name)!;
        var tensor = stored.Tensor(type, StoredBlocks.Random(type, 4 * 512 / type.Length, 1), 512);
        var notes = new List<string>();
        using var use = new DeviceUse(new PlainDevice { IsWrong = true }.Alone, isDemanded: false, notes.Add);
        var result = TensorScan.Run([new ScanRequest(tensor, Everything)], new ScanOptions { Device = use }, TestContext.Current.CancellationToken)[0];
        var alone = TensorScan.Run([new ScanRequest(tensor, Everything)], new ScanOptions(), TestContext.Current.CancellationToken)[0];
        Assert.Equal(alone.Whole!.Weights.M4, result.Whole!.Weights.M4);
        Assert.StartsWith($"Plain device (test) computes something else than the processor ({name}: Moments, Order, Groups, GroupOrder, Columns; ", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Null(use.Worked);
    }

    public static TheoryData<string> Nonsense => ["zeros", "ones", "noise", "one more"];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void ThatComesToNonsenseIsReplacedByTheProcessor(string kind)
    {
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.F32, MemoryMarshal.AsBytes(Stored.Draw(40 * 80, 1).AsSpan()).ToArray(), 80);
        var spoilt = new PlainDevice
        {
            Spoils = kind switch
            {
                "zeros" => Array.Clear,
                "ones" => bytes => Array.Fill(bytes, (byte)255),
                "noise" => new Random(1).NextBytes,
                _ => bytes => bytes[^8]++,
            },
        };
        var notes = new List<string>();
        var pair = new PairRequest(new TensorPair { Candidate = tensor, Sources = [tensor], Origins = [new RowRuns(tensor.Slices[0])] }, ReducePair.Errors | ReducePair.Order);
        using var use = new DeviceUse(spoilt.Alone, isDemanded: false, notes.Add);
        var found = TensorScan.Run([new ScanRequest(tensor, Everything)], [pair], new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken);
        var expected = TensorScan.Run([new ScanRequest(tensor, Everything)], new ScanOptions { Threads = 2 }, TestContext.Current.CancellationToken)[0].Whole!;
        Assert.Equal(expected.Weights.M4, found.Tensors[0].Whole!.Weights.M4);
        Assert.True(found.Pairs[0].Whole.Errors.IsExact);
        Assert.Contains("computes something else than the processor", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(0, spoilt.Open);
    }

    [Fact]
    public void HasWorkCountedByWhatIsRead()
    {
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.F32, new byte[400 * 2048 * 4], 2048);
        var asked = new List<string>();
        var rates = new Rates(new DeviceRate("f32: Moments", 1, 2)) { Asked = asked };
        using var use = new DeviceUse(new PlainDevice().Alone, isDemanded: false, Assert.Fail) { Crossover = new Crossover(rates) { LeastBytes = 100 * 2048 * 4 } };
        foreach (var sample in new long?[] { 99, 100 })
            TensorScan.Run([new ScanRequest(tensor, Reduce.Moments)], new ScanOptions { Device = use, SampleRows = sample }, TestContext.Current.CancellationToken);
        Assert.Equal(["f32: Moments"], asked);
    }

    [Fact]
    public void IsLeftOutOfRowsThatAreShort()
    {
        var rates = new Rates(new DeviceRate("q4_K: Moments", 1e9, 10e9));
        var tasks = new[] { Task("q4_K", Reduce.Moments, 50L << 30) with { Columns = 512 }, Task("q4_K", Reduce.Moments, 50L << 30) };
        Assert.Equal([false, true], new Crossover(rates).Choose(device, 2, tasks, _ => throw new InvalidOperationException("measured")));
    }

    [Fact]
    public void EndsWithAllThatWasExpectedWhenItFails()
    {
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.F32, MemoryMarshal.AsBytes(Stored.Draw(40 * 80, 1).AsSpan()).ToArray(), 80);
        var whole = new PlainDevice();
        using (var healthy = new DeviceUse(whole.Alone, isDemanded: true, Assert.Fail))
            TensorScan.Run([new ScanRequest(tensor, Everything)], new ScanOptions { Threads = 2, Device = healthy }, TestContext.Current.CancellationToken);
        using var use = new DeviceUse(new PlainDevice { FailsAt = whole.Calls - 2 }.Alone, isDemanded: false, _ => { });
        var options = new ScanOptions { Threads = 2, Device = use };
        TensorScan.Run([new ScanRequest(tensor, Everything)], options, TestContext.Current.CancellationToken);
        Assert.Equal(options.Progress.Total, options.Progress.Done);
    }

    [Fact]
    public void DoesOnlyWhatItIsFasterAt()
    {
        var rates = new Rates(new("bf16: Moments", 10e9, 5e9), new("q4_K: Moments", 1e9, 10e9));
        var tasks = new[] { Task("bf16", Reduce.Moments, 50L << 30), Task("q4_K", Reduce.Moments, 50L << 30), Task("q8_0", Reduce.Moments, 1L << 30) };
        Assert.Equal([false, true, false], new Crossover(rates).Choose(device, 2, tasks, _ => throw new InvalidOperationException("measured")));
    }

    [Fact]
    public void IsMeasuredWhereThatIsWorthIt()
    {
        var rates = new Rates();
        var tasks = new[] { Task("q4_K", Reduce.Moments, 50L << 30), Task("q4_K", Reduce.Groups, 1L << 20) };
        Assert.Equal([true, false], new Crossover(rates).Choose(device, 2, tasks, t => new DeviceRate(t.Kind, 1e9, 10e9)));
        Assert.Equal("q4_K: Moments", rates.Find(device, 2, "q4_K: Moments")!.Kind);
        Assert.Equal([true, false], new Crossover(rates).Choose(device, 2, tasks, _ => throw new InvalidOperationException("measured again")));
    }

    [Fact]
    public void IsNotOpenedForAMoment()
    {
        var rates = new Rates(new DeviceRate("q4_K: Moments", 1e9, 10e9));
        Assert.Equal([false], new Crossover(rates).Choose(device, 2, [Task("q4_K", Reduce.Moments, 2L << 30)], t => throw new InvalidOperationException()));
        Assert.Equal([true], new Crossover(rates).Choose(device, 2, [Task("q4_K", Reduce.Moments, 3L << 30)], t => throw new InvalidOperationException()));
    }

    [Fact]
    public void IsNotLookedForWhereThereIsLittleToDo()
    {
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.F32, new byte[4096], 64);
        using var use = new DeviceUse(new NobodyAsks(), isDemanded: false, Assert.Fail) { Crossover = new Crossover(new Rates()) };
        TensorScan.Run([new ScanRequest(tensor, Everything)], new ScanOptions { Device = use }, TestContext.Current.CancellationToken);
    }

    private static DeviceTask Task(string type, Reduce needs, long bytes = 1 << 20) => new(WeightTypes.Find(type)!, null, needs, ReducePair.None, 4096, bytes);

    private static DeviceTask Beside(string type) =>
        new(WeightTypes.Find(type)!, WeightTypes.BF16, Reduce.None, ReducePair.Errors | ReducePair.Order | ReducePair.Columns | ReducePair.Importance, 512, 1 << 20);

    private sealed class Rates(params DeviceRate[] known) : IDeviceRates
    {
        private readonly List<DeviceRate> rates = [.. known];

        public List<string> Asked { get; init; } = [];

        public DeviceRate? Find(DeviceInfo device, int threads, string kind)
        {
            Asked.Add(kind);
            return rates.Find(r => r.Kind == kind);
        }

        public bool Keep(DeviceInfo device, int threads, DeviceRate rate)
        {
            rates.Add(rate);
            return true;
        }
    }

    private sealed class NobodyAsks : IDeviceSource
    {
        public IReadOnlyList<FoundDevice> Find() => throw new InvalidOperationException("asked");
    }
}
