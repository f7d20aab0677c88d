using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>Names that somebody wrote into a model's file to do harm, in the comparison.</summary>
public class CompareHostileNames
{
    private const int Widest = 300;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Hostile.Names.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectALineOrStretchATable(int number)
    {
        var name = Hostile.Names[number];
        if (name.Length > 60) name = name[..60];
        using var folder = new TestFolder();
        var reference = File(w => w, name, "gone").Build();
        var candidate = File(w => w / 2, name, "new").Build();
        var run = Moegate.Run("compare", folder.Write("r.gguf", reference), folder.Write("c.gguf", candidate));
        Hostile.MustBeHarmless(run.Out);
        Hostile.MustBeHarmless(run.Error);
        Assert.All(run.Out.Split('\n'), l => Assert.InRange(l.EnumerateRunes().Count(), 0, Widest));
    }

    private static GgufBuilder File(Func<float, float> change, string name, string own)
    {
        float[] weights = [.. Enumerable.Range(1, 64).Select(i => change(i))];
        return new GgufBuilder().Key("general.architecture", "toymoe")
            .Tensor("x" + name + ".weight", [32, 2], weights)
            .Tensor("blk.0." + name + "y.weight", [32, 2], weights)
            .Tensor(name + own, WeightTypes.F32, [32], new byte[32 * sizeof(float)]);
    }
}
