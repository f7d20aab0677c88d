using System.Globalization;
using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>A device that may do some of the work and need not: what the results say of it, and what becomes of them when it fails.</summary>
public sealed class DeviceThatIsOffered
{
    private readonly List<string> notes = [];

    [Fact]
    public void StandsInTheResults()
    {
        var device = new PlainDevice();
        var document = Measure(device);
        Assert.Equal([.. Evidence(Measure(null)), """{"role":"device","value":"Plain device (test)"}"""], Evidence(document));
        Assert.Empty(notes);
        Assert.Equal(0, device.Open);
    }

    [Fact]
    public void ThatDoesNothingIsNotMentioned()
    {
        using var use = new DeviceUse(new PlainDevice().Alone, isDemanded: false, notes.Add) { Crossover = new Crossover(new NothingMeasured()) };
        Assert.Equal(Measure(null), Text(Measured(use)));
        Assert.Empty(notes);
    }

    [Fact]
    public void ThatIsNotThereIsNotMissed()
    {
        using var use = new DeviceUse(new FoundDevices(), isDemanded: false, notes.Add);
        Assert.Equal(Measure(null), Text(Measured(use)));
        Assert.Empty(notes);
    }

    [Fact]
    public void ThatCannotBeUsedOrOpenedIsNotedOnce()
    {
        foreach (var (found, note) in new[] { (FoundDevices.TooOld, "has a driver that is too old"), (FoundDevices.Lost, "Lost card (OpenCL) failed while opening it (it has fallen off the bus)") })
        {
            using var use = new DeviceUse(new FoundDevices(found), isDemanded: false, notes.Add);
            Assert.Equal(Measure(null), Text(Measured(use)));
            Assert.Equal(Measure(null), Text(Measured(use)));
            Assert.EndsWith(note + "; the processor does the work", Assert.Single(notes), StringComparison.Ordinal);
            notes.Clear();
        }
    }

    /// <summary>What it had begun the processor begins again, so that not a bit is left of it.</summary>
    [Fact]
    public void ThatFailsAtOnceLeavesNoTrace()
    {
        var device = new PlainDevice { FailsAt = 1 };
        using var use = new DeviceUse(device.Alone, isDemanded: false, notes.Add);
        Assert.Equal(Measure(null), Text(Measured(use)));
        Assert.Equal(Measure(null), Text(Measured(use)));
        Assert.StartsWith("Plain device (test) failed while ", Assert.Single(notes), StringComparison.Ordinal);
        Assert.EndsWith("; the processor does the work", notes[0], StringComparison.Ordinal);
        Assert.Equal(0, device.Open);
    }

    [Fact]
    public void ThatFailsMidwayIsNamedForWhatItHadDone()
    {
        var whole = new PlainDevice();
        Measure(whole);
        var device = new PlainDevice { FailsAt = whole.Calls - 4 };
        using var use = new DeviceUse(device.Alone, isDemanded: false, notes.Add);
        var (first, second) = (Measured(use), Measured(use));
        Assert.Equal("Plain device (test)", EvidenceIdentity.DevicesIn(first.Evidence));
        Assert.Single(notes);
        var processor = Measured(null);
        Assert.Equal(processor.All.Count, first.All.Count);
        Assert.All(processor.All.Zip(first.All), pair =>
        {
            Assert.Equal((pair.First.Metric, pair.First.Subject), (pair.Second.Metric, pair.Second.Subject));
            Assert.Equal(pair.First.Reading.Value is null, pair.Second.Reading.Value is null);
            if (pair.First.Reading.Value is { } value) Near.Equal(value, pair.Second.Reading.Value!.Value, 1e-9 * Math.Max(1, Math.Abs(value)), $"{pair.First.Metric.Id} of {pair.First.Subject}");
        });

        // The next reading is the processor's alone.
        Assert.Null(EvidenceIdentity.DevicesIn(second.Evidence));
        Assert.Equal(Text(processor), Text(second));
    }

    private sealed class NothingMeasured : IDeviceRates
    {
        public DeviceRate? Find(DeviceInfo device, int threads, string kind) => null;

        public bool Keep(DeviceInfo device, int threads, DeviceRate rate) => throw new InvalidOperationException("kept");
    }

    private string Measure(PlainDevice? device)
    {
        if (device is null) return Text(Measured(null));
        using var use = new DeviceUse(device.Alone, isDemanded: false, notes.Add);
        return Text(Measured(use));
    }

    private static MetricSet Measured(DeviceUse? use) => Gate.Measure(
        new GateRequest
        {
            Evidence = new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(Repository.File("samples", "weights", "model.gguf")) },
            Scan = new ScanOptions { Device = use },
        },
        TestContext.Current.CancellationToken);

    private static string Text(MetricSet metrics)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        JsonReport.Write(metrics, writer, Gate.Version);
        return writer.ToString();
    }

    private static IEnumerable<string> Evidence(string document) => JsonNode.Parse(document)!["evidence"]!.AsArray().Select(e => e!.ToJsonString());
}
