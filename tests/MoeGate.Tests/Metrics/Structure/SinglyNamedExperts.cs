using System.Globalization;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>Models of Hugging Face, with a tensor for each expert and no keys.</summary>
public class SinglyNamedExperts
{
    private const int Hidden = 8, Width = 6, Experts = 4;

    [Fact]
    public void MayBeHealthy() => Assert.Empty(Offences((_, _) => null));

    [Fact]
    public void AreNamedWhereOneIsMissing() =>
        Assert.Equal(
            ["missing_tensors 1: blk.1.expert[2] 1"],
            Offences((name, _) => name.Contains("layers.1.mlp.experts.2.", StringComparison.Ordinal) ? [] : null));

    /// <summary>Nothing but the router tells of the last one.</summary>
    [Fact]
    public void AreCountedWhereTheLastIsMissing() =>
        Assert.Equal(["expert_count 1: blk.1.ffn_gate_inp 4"], Offences((name, _) => name.Contains("layers.1.mlp.experts.3.", StringComparison.Ordinal) ? [] : null));

    [Fact]
    public void AreNamedWhereAPartIsMissing() =>
        Assert.Equal(
            ["missing_tensors 1: blk.1.ffn_up_exps[2] 1"],
            Offences((name, _) => name.EndsWith("layers.1.mlp.experts.2.up_proj.weight", StringComparison.Ordinal) ? [] : null));

    [Fact]
    public void AreNamedWhereOneIsOfAnotherShape() =>
        Assert.Equal(["shape_mismatch 1: blk.0.ffn_up_exps[1] 8"], Offences((name, _) => name.EndsWith("layers.0.mlp.experts.1.up_proj.weight", StringComparison.Ordinal) ? [Width + 1, Hidden] : null));

    [Fact]
    public void AreNamedWhereABlockBetweenIsMissing() =>
        Assert.Equal(["missing_tensors 1: blk.1 1"], Offences((name, _) => name.Contains("layers.1.", StringComparison.Ordinal) ? [] : null));

    /// <summary>A name that nothing is known of tells of its block all the same.</summary>
    [Fact]
    public void MayStandBesideBlocksOfAnUnknownMake() =>
        Assert.Empty(Offences((name, _) => name.Contains("layers.1.mlp", StringComparison.Ordinal) ? [] : null, "model.layers.1.conv.in_proj.weight"));

    [Fact]
    public void NeedNoRouterOfAKnownName() => Assert.Empty(Offences((name, _) => name.EndsWith("mlp.gate.weight", StringComparison.Ordinal) ? [] : null));

    /// <summary>Shapes as a test wants them; none at all leaves the tensor out.</summary>
    private static IReadOnlyList<string> Offences(Func<string, long[], long[]?> shape, string? more = null)
    {
        var random = new Random(3);
        var file = new SafetensorsBuilder();
        for (var layer = 0; layer < 3; layer++)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.mlp.gate.weight"), Experts, Hidden);
            for (var expert = 0; expert < Experts; expert++)
                foreach (var part in (string[])["gate", "up", "down"])
                    Add(string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.mlp.experts.{expert}.{part}_proj.weight"), part == "down" ? [Hidden, Width] : [Width, Hidden]);
        }

        if (more is not null) Add(more, 2, 2);
        using var folder = new TestFolder();
        return MoeModel.OffencesOf(folder.Write("model.safetensors", file.Build()));

        void Add(string name, params long[] usual)
        {
            var wanted = shape(name, usual) ?? usual;
            if (wanted.Length > 0) file.Tensor(name, wanted, [.. Enumerable.Range(0, (int)(wanted[0] * wanted[1])).Select(_ => (float)random.NextDouble())]);
        }
    }
}
