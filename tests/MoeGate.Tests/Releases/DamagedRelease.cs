using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>Whatever befell a release, the built-in rules find it, without any configuration, and name the place.</summary>
public class DamagedRelease
{
    private static readonly Lazy<Release> healthy = new(() => Release.Draw());

    /// <summary>Those that are not done to the model of another shape: each is done to one of the two, and to the sample.</summary>
    public static TheoryData<string> Kinds => Damages.Third(rest: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsFound(string kind)
    {
        Release.RequireGgml();
        var (damage, broken, run) = Damages.Judge(kind, healthy.Value, seed: 1);
        Damages.Said(damage, broken, run);
    }

    [Theory]
    [InlineData("q4_K", 0)]
    [InlineData("q8_0", 0)]
    [InlineData("q2_K", 80)]
    public void WithAScaleThatIsNoNumberIsFoundWithItsBlock(string type, int offset)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var stored = WeightTypes.Find(type)!;
        const int expert = 2, row = 7;
        var bytes = model.Gguf(_ => stored, (name, data) =>
        {
            if (name != "blk.1.ffn_down_exps.weight") return;
            var at = (int)stored.BytesOf(((expert * Release.Width) + row) * Release.Inner) + offset;
            (data[at], data[at + 1]) = (0x00, 0x7E);
        });
        var run = Check(folder, bytes, model.Gguf("bf16"));
        Assert.Equal(1, run.ExitCode);
        var finding = run.Out.Split("\n\n").Single(part => part.StartsWith("FAIL", StringComparison.Ordinal) && part.Contains("MG610", StringComparison.Ordinal));
        Assert.Contains("blk.1.ffn_down_exps[2]", finding, StringComparison.Ordinal);
        Assert.Contains("row 7", run.Out, StringComparison.Ordinal);
        Assert.Contains("block", run.Out, StringComparison.Ordinal);
    }

    /// <summary>An output matrix of its own is not the embeddings, even where only its last row tells.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(Release.Words / 2)]
    [InlineData(Release.Words - 1)]
    public void WithoutItsOwnOutputMatrixIsFound(int row)
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3).With(r => r.Tensors["output.weight"] = r["token_embd.weight"] with { Weights = [.. r["token_embd.weight"].Weights] }).With(r => r["output.weight"].Row(row)[5] += 1);
        var reference = folder.Write("r.safetensors", model.Safetensors());
        var run = Moegate.Run("check", "--candidate", folder.Write("c.gguf", model.With(r => r.Tensors.Remove("output.weight")).Gguf("q4_K")), "--reference", reference);
        Assert.Equal(1, run.ExitCode);
        var finding = run.Out.Split("\n\n").Single(part => part.StartsWith("FAIL", StringComparison.Ordinal) && part.Contains("MG624", StringComparison.Ordinal));
        Assert.Contains("output", finding, StringComparison.Ordinal);
    }

    internal static Moegate Check(TestFolder folder, byte[] candidate, byte[] reference, params string[] more) =>
        Moegate.Run(["check", "--candidate", folder.Write("c.gguf", candidate), "--reference", folder.Write("r.gguf", reference), .. more]);

    internal static Release Kept(Release model) => model.Keep(layer => layer == 0 ? [0, 2, 4, 5] : [5, 1, 3, 4]);
}
