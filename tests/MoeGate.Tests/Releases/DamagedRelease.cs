using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>Whatever befell a release, the built-in rules find it, without any configuration, and name the place.</summary>
public class DamagedRelease
{
    private const string Up = "blk.1.ffn_up_exps.weight", Down = "blk.1.ffn_down_exps.weight", Router = "blk.1.ffn_gate_inp.weight", Query = "blk.0.attn_q.weight";

    /// <summary>What was done, the rule that must say so, and what it must name.</summary>
    private static readonly Dictionary<string, (Func<Release, Release> Change, string Rule, string Place)> damage = new()
    {
        ["one matrix of two experts exchanged"] = (m => m.With(r => Exchange(r[Up].Expert(1), r[Up].Expert(4))), "MG622", "blk.1.ffn_up_exps[1]"),
        ["two experts exchanged without their rows"] = (m => m.With(r => Array.ForEach(Matrices(1), n => Exchange(r[n].Expert(1), r[n].Expert(4)))), "MG621", "blk.1.ffn_gate_inp[1]"),
        ["two rows of the router exchanged"] = (m => m.With(r => Exchange(r[Router].Row(0), r[Router].Row(3))), "MG621", "blk.1.ffn_gate_inp[0]"),
        ["two biases of the router exchanged"] = (m => m.With(r => Exchange(r["blk.1.exp_probs_b.bias"].Weights.AsSpan(2, 1), r["blk.1.exp_probs_b.bias"].Weights.AsSpan(5, 1))), "MG621", "blk.1.exp_probs_b[2]"),
        ["a bias of the router's own that did not move"] = (m => Biased(m, true), "MG621", "blk.1.ffn_gate_inp.bias[0]"),
        ["a row of the router zeroed"] = (m => m.With(r => r[Router].Row(2).Clear()), "MG608", "blk.1.ffn_gate_inp[2]"),
        ["an expert zeroed"] = (m => m.With(r => Array.ForEach(Matrices(1), n => r[n].Expert(3).Clear())), "MG604", "blk.1.expert[3]"),
        ["one matrix of an expert zeroed"] = (m => m.With(r => r[Down].Expert(5).Clear()), "MG604", "blk.1.ffn_down_exps[5]"),
        ["an expert overwritten with another"] = (m => m.With(r => Array.ForEach(Matrices(1), n => r[n].Expert(2).CopyTo(r[n].Expert(4)))), "MG606", "blk.1.expert[4]"),
        ["the sign of one expert"] = (m => m.With(r => Negate(r[Down].Expert(2))), "MG326", "blk.1.ffn_down_exps[2]"),
        ["the sign of a matrix"] = (m => m.With(r => Negate(r[Query].Weights)), "MG325", "blk.0.attn_q"),
        ["rows of an expert shuffled"] = (m => m.With(r => Reverse(r[Up], 3)), "MG326", "blk.1.ffn_up_exps[3]"),
        ["two rows exchanged"] = (m => m.With(r => Exchange(r[Query].Row(17), r[Query].Row(200))), "MG329", "blk.0.attn_q row "),
        ["a tensor collapsed to zero"] = (m => m.With(r => Array.Clear(r[Query].Weights)), "MG607", "blk.0.attn_q"),
        ["a tensor collapsed to one number"] = (m => m.With(r => Array.Fill(r[Query].Weights, 0.03125f)), "MG607", "blk.0.attn_q"),
        ["an expert filled with one number"] = (m => m.With(r => r[Down].Expert(1).Fill(0.03125f)), "MG605", "blk.1.ffn_down_exps[1]"),
        ["a norm doubled"] = (m => m.With(r => Scale(r["blk.0.ffn_norm.weight"].Weights, 2)), "MG327", "blk.0.ffn_norm"),
        ["the router scaled"] = (m => m.With(r => Scale(r[Router].Weights, 1.1f)), "MG327", "blk.1.ffn_gate_inp"),
        ["the embeddings of another model"] = (m => m.With(r => Release.Draw(seed: 9)["token_embd.weight"].Weights.CopyTo(r["token_embd.weight"].Weights, 0)), "MG325", "token_embd"),
        ["a tensor lost"] = (m => m.With(r => r.Tensors.Remove("blk.1.attn_v.weight")), "MG624", "blk.1.attn_v"),
        ["the matrices of a layer's experts lost"] = (m => m.With(r => r.Tensors.Remove(Up)), "MG624", "blk.1.ffn_up_exps"),
        ["fewer experts than the file says"] = (m => Kept(m).With(r => r.Experts = 6), "MG601", "expert_count"),
        ["more experts used than there are"] = (m => Kept(m).With(r => r.ExpertsUsed = 5), "MG602", "expert_used_count"),
        ["fewer experts to a token"] = (m => m.With(r => r.ExpertsUsed = 1), "MG625", "toymoe.expert_used_count"),
        ["a router that was not cut"] = (m => Kept(m).With(r => r.Tensors[Router] = m[Router]), "MG601", "blk.1.ffn_gate_inp"),
        ["a router cut with other ids"] = (m => Kept(m).With(r => r.Tensors[Router] = m.Keep(_ => [0, 1, 2, 3])[Router]), "MG621", "blk.1.ffn_gate_inp["),
        ["an expert kept twice"] = (m => m.Keep(layer => layer == 0 ? [0, 2, 4, 5] : [5, 1, 1, 4]), "MG606", "blk.1.expert[2]"),
        ["one matrix cut with other ids"] = (m => Kept(m).With(r => r.Tensors[Down] = m.Keep(_ => [0, 1, 3, 4])[Down]), "MG622", "blk.1.ffn_down_exps["),
    };

    /// <summary>A model whose router has a bias beside its rows; the experts of a layer reordered, and the bias with them or not.</summary>
    private static Release Biased(Release model, bool damaged)
    {
        const string bias = "blk.1.ffn_gate_inp.bias";
        float[] numbers = [.. Enumerable.Range(0, model.Experts).Select(e => 0.5f + e)];
        model.Tensors[bias] = new Release.Tensor([model.Experts], numbers);
        var reordered = model.Keep(layer => layer == 0 ? [0, 1, 2, 3, 4, 5] : [5, 4, 3, 2, 1, 0]);
        reordered.Tensors[bias] = new Release.Tensor([model.Experts], damaged ? numbers : [.. numbers.Reverse()]);
        return reordered;
    }

    public static TheoryData<string> Damages => new(damage.Keys);

    [Theory]
    [MemberData(nameof(Damages))]
    public void IsFound(string what)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var (change, rule, place) = damage[what];
        var run = Check(folder, change(model).Gguf("q4_K"), model.Gguf("bf16"));
        Assert.True(run.ExitCode == 1, run.Out + run.Error);
        Named(run, rule, place);
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
            if (name != Down) return;
            var at = (int)stored.BytesOf(((expert * Release.Width) + row) * Release.Inner) + offset;
            (data[at], data[at + 1]) = (0x00, 0x7E);
        });
        var run = Check(folder, bytes, model.Gguf("bf16"));
        Assert.Equal(1, run.ExitCode);
        Named(run, "MG610", "blk.1.ffn_down_exps[2]");
        Assert.Contains("row 7", run.Out, StringComparison.Ordinal);
        Assert.Contains("block", run.Out, StringComparison.Ordinal);
    }

    /// <summary>ggml's quantizer of iq3_s destroys blocks in which 32 neighbours are all zero, and says nothing.</summary>
    [Fact]
    public void ByTheQuantizerItselfIsFound()
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3).With(r =>
        {
            var weights = r[Down].Weights;
            for (var block = 0; block < weights.Length; block += 256) weights.AsSpan(block + 32, 32).Clear();
        });
        var bytes = model.Gguf(name => WeightTypes.Find(name == Down ? "iq3_s" : "q8_0")!);
        Named(Check(folder, bytes, model.Gguf("bf16")), "MG322", "blk.1.ffn_down_exps");
    }

    [Fact]
    public void ByAnotherPlanThanWasJudgedIsFound()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var plan = folder.Write("plan.json", """{"0": [0, 2, 4, 5], "1": [0, 1, 3, 4]}""");
        var run = Check(folder, Kept(model).Gguf("q4_K"), model.Gguf("bf16"), "--plan", plan);
        Assert.Equal(1, run.ExitCode);
        Named(run, "MG623", "blk.1.expert[0]");
    }

    [Fact]
    public void WithAnImportanceMatrixThatHasGapsIsFound()
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3);
        var bytes = model.Gguf(name => WeightTypes.Find(name == Down ? "iq2_xxs" : "q4_K")!);
        float[] seen = [.. Enumerable.Repeat(2f, Release.Inner), .. Enumerable.Repeat(1f, Release.Inner), .. Enumerable.Repeat(3f, Release.Inner)];
        folder.Write("imatrix.dat", SmallModel.Imatrix((Down, seen)));
        var run = Check(folder, bytes, model.Gguf("bf16"), "--imatrix", folder["imatrix.dat"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("structure.calibration_gaps", run.Out, StringComparison.Ordinal);
        Assert.Contains("blk.1.ffn_down_exps[1]", run.Out, StringComparison.Ordinal);
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
        Named(run, "MG624", "output");
    }

    /// <summary>Of a part that is gone nothing can be judged.</summary>
    [Fact]
    public void ThatIsTruncatedIsNotJudged()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var run = Check(folder, model.Gguf("q4_K")[..^1000], model.Gguf("bf16"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("c.gguf", run.Error, StringComparison.Ordinal);
        Assert.Contains("truncated", run.Error, StringComparison.Ordinal);
    }

    internal static Moegate Check(TestFolder folder, byte[] candidate, byte[] reference, params string[] more) =>
        Moegate.Run(["check", "--candidate", folder.Write("c.gguf", candidate), "--reference", folder.Write("r.gguf", reference), .. more]);

    internal static Release Kept(Release model) => model.Keep(layer => layer == 0 ? [0, 2, 4, 5] : [5, 1, 3, 4]);

    private static void Named(Moegate run, string rule, string place)
    {
        var finding = run.Out.Split("\n\n").FirstOrDefault(part => part.StartsWith("FAIL", StringComparison.Ordinal) && part.Contains(rule, StringComparison.Ordinal));
        Assert.True(finding is not null, $"{rule} does not fail:\n{run.Out}{run.Error}");
        Assert.Contains(place, finding, StringComparison.Ordinal);
    }

    private static string[] Matrices(int layer) =>
        [.. ((string[])["gate", "up", "down"]).Select(m => string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.ffn_{m}_exps.weight"))];

    private static void Exchange(Span<float> a, Span<float> b)
    {
        var held = a.ToArray();
        b.CopyTo(a);
        held.CopyTo(b);
    }

    private static void Negate(Span<float> weights) => Scale(weights, -1);

    private static void Scale(Span<float> weights, float factor)
    {
        foreach (ref var weight in weights) weight *= factor;
    }

    private static void Reverse(Release.Tensor tensor, int expert)
    {
        var rows = (int)tensor.Dimensions[1];
        for (var row = 0; row < rows / 2; row++) Exchange(tensor.Row(expert * rows + row), tensor.Row(expert * rows + rows - 1 - row));
    }
}
