using MoeGate.Blocks;
using MoeGate.Metrics;

namespace MoeGate.Tests.Reports;

/// <summary>Names of tensors, types and files that somebody made to do harm, in the tensor report.</summary>
public class HostileTensorNames
{
    private const int Widest = 250;
    private const int Longest = 3000;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Hostile.Names.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectALine(int name)
    {
        var observed = Observed(Hostile.Names[name]);
        Hostile.MustBeHarmless(SmallWeights.Report(observed));
        Hostile.MustBeHarmless(SmallWeights.Report(observed, color: true), color: true);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotStretchATable(int name) =>
        Assert.All(SmallWeights.Report(Observed(Hostile.Names[name])).Split('\n').Where(l => !IsPath(l)), l => Assert.InRange(l.EnumerateRunes().Count(), 0, Widest));

    /// <summary>Paths are those of the command line, and shown as given.</summary>
    private static bool IsPath(string line) => line.StartsWith("Weights: ", StringComparison.Ordinal) || line.StartsWith("  Activations ", StringComparison.Ordinal);

    private static Observation Observed(string name)
    {
        if (name.Length > Longest) name = name[..Longest];
        var input = SmallWeights.Input(0, "ffn_down_input", SmallWeights.Wide, 9);
        return SmallWeights.Of(
            [
                SmallWeights.Tensor(0, "ffn_gate", SmallWeights.Narrow),
                SmallWeights.Tensor(0, "ffn_down" + name, SmallWeights.Wide) with { Input = input },
                SmallWeights.Tensor(null, name, SmallWeights.Narrow),
                SmallWeights.Tensor(null, name + "_exps", SmallWeights.Narrow, experts: 2),
                SmallWeights.Tensor(null, name + "_odd", SmallWeights.Narrow, type: new WeightType(name.Length > 100 ? name[..100] : name, null, 256, 7)) with { Mismatch = name.Length > 100 ? name[..100] : name },
            ],
            [input, SmallWeights.Input(0, name + "_input", 64, 1)],
            name);
    }
}
