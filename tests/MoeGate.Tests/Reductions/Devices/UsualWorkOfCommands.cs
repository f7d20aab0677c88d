using MoeGate.Evidence;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Devices;

/// <summary>What <c>devices --measure</c> measures is what commands ask for: figures that nobody looks up are of no use.</summary>
public class UsualWorkOfCommands
{
    private static readonly string reference = Repository.File("samples", "weights", "model.gguf"), candidate = Repository.File("samples", "releases", "model-q8_0.gguf");

    private static readonly HashSet<string> measured = [.. UsualWork.Types.SelectMany(UsualWork.Of).Select(t => Needs(t.Kind))];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void IsMeasured(bool all, bool beside)
    {
        var asked = new Asked();
        using var use = new DeviceUse(new PlainDevice().Alone, isDemanded: false, Assert.Fail) { Crossover = new Crossover(asked) { LeastBytes = 0, LeastColumns = 1 } };
        var request = new GateRequest
        {
            Evidence = new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(candidate), Reference = beside ? EvidencePath.OnCommandLine(reference) : null },
            Rules = all ? [] : RulePacks.Defaults().Build(),
            All = all,
            Scan = new ScanOptions { Device = use },
        };
        Gate.Measure(request, TestContext.Current.CancellationToken);
        Assert.NotEmpty(asked.Kinds);
        Assert.DoesNotContain(asked.Kinds, k => !measured.Contains(Needs(k)));
    }

    /// <summary>Of a kind what is wanted, without the types.</summary>
    private static string Needs(string kind) => kind[kind.IndexOf(':', StringComparison.Ordinal)..];

    private sealed class Asked : IDeviceRates
    {
        public HashSet<string> Kinds { get; } = [];

        public DeviceRate? Find(DeviceInfo device, int threads, string kind)
        {
            Kinds.Add(kind);
            return null;
        }

        public bool Keep(DeviceInfo device, int threads, DeviceRate rate) => throw new InvalidOperationException("measured");
    }
}
