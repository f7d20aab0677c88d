using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The tensor report of tensors that are made by hand.</summary>
public class WeightReportGolden
{
    private const int Widest = 140;

    public static TheoryData<string> Cultures => Written.Cultures;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void IsAsCommitted(string culture) =>
        Repository.MustEqual(Written.In(culture, () => SmallWeights.Report(SmallWeights.Observed)), "tests", "MoeGate.Tests", "Reports", "Goldens", "weights.txt");

    [Fact]
    public void OfManyLayersIsByRole() =>
        Repository.MustEqual(SmallWeights.Report(Deep()), "tests", "MoeGate.Tests", "Reports", "Goldens", "weights-deep.txt");

    [Fact]
    public void OfManyLayersHasEveryTensorOnRequest()
    {
        var report = SmallWeights.Report(Deep(), verbose: true);
        Assert.All(Deep().Tensors, t => Assert.Contains("\n  " + t.Tensor.Subject + " ", report, StringComparison.Ordinal));
    }

    [Fact]
    public void FitsTheScreen()
    {
        foreach (var report in new[] { SmallWeights.Report(SmallWeights.Observed), SmallWeights.Report(Deep()) })
            Assert.All(report.Split('\n'), l => Assert.InRange(l.EnumerateRunes().Count(), 0, Widest));
    }

    /// <summary>Fifteen layers, the seventh with a down projection that is harder than its neighbours.</summary>
    private static Observation Deep() => SmallWeights.Of(
        [
            .. Enumerable.Range(0, 15).SelectMany(l => new[]
            {
                SmallWeights.Tensor(l, "ffn_gate", SmallWeights.Narrow, tail: 0.5) with { Input = SmallWeights.Input(l, "ffn_input", SmallWeights.Narrow, 2, 64) },
                SmallWeights.Tensor(l, "ffn_up", SmallWeights.Narrow, tail: 0.5) with { Input = SmallWeights.Input(l, "ffn_input", SmallWeights.Narrow, 2, 64) },
                SmallWeights.Tensor(l, "ffn_down", SmallWeights.Wide, tail: l == 7 ? 4 : 0.5, error: l == 7 ? 0.4 : 0.34, output: l == 7 ? 0.27 : 0.12)
                    with { Input = SmallWeights.Input(l, "ffn_down_input", SmallWeights.Wide, l == 7 ? 120 : 3, 64) },
            }),
        ],
        [.. Enumerable.Range(0, 15).SelectMany(l => new[] { SmallWeights.Input(l, "ffn_input", SmallWeights.Narrow, 2, 64), SmallWeights.Input(l, "ffn_down_input", SmallWeights.Wide, l == 7 ? 120 : 3, 64) })]);
}
