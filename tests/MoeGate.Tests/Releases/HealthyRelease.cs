using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>A release that is what it claims passes the built-in rules, whatever its types and however it was cut, ordered and named.</summary>
public class HealthyRelease
{
    /// <summary>Every type that ggml quantizes to.</summary>
    public static TheoryData<string> Types => new(WeightTypes.All.Where(t => t.Id is not null && t.Decoder is not null && (t.IsQuantized || t.Name is "f16" or "bf16" or "f32")).Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Types))]
    public void OfEveryTypePasses(string type)
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 4);
        Passes(DamagedRelease.Check(folder, In(model, type), model.Gguf("bf16")));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void PrunedAndOfEveryTypePasses(string type)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var plan = folder.Write("plan.json", """{"0": [0, 2, 4, 5], "1": [5, 1, 3, 4]}""");
        Passes(DamagedRelease.Check(folder, In(DamagedRelease.Kept(model), type), model.Gguf("bf16"), "--plan", plan));
    }

    /// <summary>The drawn model and the trained one that the damages are done to, whole and pruned.</summary>
    [Theory]
    [MemberData(nameof(Bases))]
    public void ThatIsDamagedElsewherePasses(string which, string type)
    {
        using var folder = new TestFolder();
        var model = which == "sample" ? DamagedSample.Healthy : Release.Draw(DamagedReleaseOfAnotherShape.Other, 78);
        var reference = model.Gguf("bf16");
        Passes(DamagedRelease.Check(folder, model.Gguf(type), reference));
        var scene = new Scene(model, type, 5, folder);
        var kept = scene.Kept();
        Passes(DamagedRelease.Check(folder, model.Keep(kept).Gguf(type), reference, "--plan", scene.Plan(kept)));
    }

    public static TheoryData<string, string> Bases => new(
        from which in (string[])["sample", "other"]
        from type in (string[])(which == "sample" ? ["q8_0", "q6_K", "q4_K", "q2_K"] : ["q8_0", "q3_K"])
        select (which, type));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OfStatisticsPasses(int seed)
    {
        using var folder = new TestFolder();
        var statistics = new DrawnStatistics(new Random(seed)) { Frequencies = 1 };
        var run = Moegate.Run("check", "--experts", folder.Write("a.json", statistics.Text()), "--held-out", folder.Write("b.json", statistics.Text(domain: 1)), "--keep", "0.5");
        Passes(run);
    }

    [Fact]
    public void OfMixedTypesPasses()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var mixed = model.Gguf(name => WeightTypes.Find(name.Contains("down", StringComparison.Ordinal) ? "q6_K" : name.Contains("attn_v", StringComparison.Ordinal) ? "q8_0" : name.Contains("embd", StringComparison.Ordinal) ? "q2_K" : "q4_K")!);
        Passes(DamagedRelease.Check(folder, mixed, model.Gguf("bf16")));
    }

    [Fact]
    public void WithReorderedExpertsPasses()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        Passes(DamagedRelease.Check(folder, model.Keep(layer => layer == 0 ? [5, 4, 3, 2, 1, 0] : [1, 0, 2, 3, 5, 4]).Gguf("q4_K"), model.Gguf("bf16")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BesideHuggingFaceWeightsPasses(bool stacked)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        folder.Write("r.safetensors", model.Safetensors(stacked));
        Passes(Moegate.Run("check", "--candidate", folder.Write("c.gguf", DamagedRelease.Kept(model).Gguf("q4_K")), "--reference", folder["r.safetensors"]));
    }

    /// <summary>What reads the output matrix takes the embeddings where there is none.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WithoutTheOutputMatrixOfTiedEmbeddingsPasses(bool isConverted)
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3).With(r => r.Tensors["output.weight"] = r["token_embd.weight"]);
        var reference = isConverted ? folder.Write("r.safetensors", model.Safetensors()) : folder.Write("r.gguf", model.Gguf("bf16"));
        Passes(Moegate.Run("check", "--candidate", folder.Write("c.gguf", model.With(r => r.Tensors.Remove("output.weight")).Gguf("q4_K")), "--reference", reference));
    }

    [Fact]
    public void BesideAQuantizedReferencePasses()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        Passes(DamagedRelease.Check(folder, model.Gguf("q3_K"), model.Gguf("q8_0")));
    }

    /// <summary>Experts that were all copied from one network and have learned little since are not told apart by force.</summary>
    [Theory]
    [InlineData(0.003f, "q4_K")]
    [InlineData(0.01f, "q4_K")]
    [InlineData(0.05f, "q2_K")]
    [InlineData(0.00001f, "f32")]
    public void WithExpertsThatHardlyDifferPasses(float apart, string type)
    {
        using var folder = new TestFolder();
        var model = Alike(apart);
        Passes(DamagedRelease.Check(folder, model.Gguf(type), model.Gguf("f32")));
        if (type == "f32") Passes(DamagedRelease.Check(folder, DamagedRelease.Kept(model).Gguf(type), model.Gguf("f32")));
    }

    [Fact]
    public void WithAMatrixThatAllExpertsSharePassesPrunedToo()
    {
        using var folder = new TestFolder();
        var model = Release.Draw().With(r =>
        {
            foreach (var tensor in r.Tensors.Where(t => t.Key.Contains("ffn_up_exps", StringComparison.Ordinal)).Select(t => t.Value))
                for (var e = 1; e < r.Experts; e++)
                    tensor.Expert(0).CopyTo(tensor.Expert(e));
        });
        var run = DamagedRelease.Check(folder, DamagedRelease.Kept(model).Gguf("q4_K"), model.Gguf("bf16"));
        Assert.DoesNotContain("FAIL      MG62", run.Out, StringComparison.Ordinal);
        Assert.Contains("MG606", run.Out, StringComparison.Ordinal);
    }

    /// <summary>All experts are the first one with a little added.</summary>
    private static Release Alike(float apart) => Release.Draw().With(r =>
    {
        foreach (var tensor in r.Tensors.Where(t => t.Key.Contains("_exps", StringComparison.Ordinal)).Select(t => t.Value))
            for (var e = 1; e < r.Experts; e++)
            {
                var first = tensor.Expert(0);
                var own = tensor.Expert(e);
                for (var i = 0; i < own.Length; i++) own[i] = first[i] + apart * own[i];
            }
    });

    /// <summary>Quantizing with grids takes long: of those types only one tensor is.</summary>
    private static byte[] In(Release model, string type) =>
        model.Gguf(name => WeightTypes.Find(!type.StartsWith("iq", StringComparison.Ordinal) || name.Contains("blk.1.ffn_down", StringComparison.Ordinal) ? type : "q8_0")!);

    private static void Passes(Moegate run) => Assert.True(run.ExitCode == 0 && !run.Out.Contains("warning", StringComparison.Ordinal), run.Out + run.Error);
}
