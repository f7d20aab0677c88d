using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>
/// A model and what a careless release made of it, with everything that a comparison can meet: two of six experts pruned, others in
/// each layer, types mixed; an expert zeroed, two exchanged in one matrix, two rows of a router exchanged, a weight that is not finite,
/// a tensor that the reference does not have, and one that the candidate does not.
/// </summary>
internal static class RichPair
{
    /// <summary>The experts' matrices that are of no use, worst first.</summary>
    public static IReadOnlyList<string> Damaged { get; } = ["blk.0.ffn_down_exps[1]", "blk.0.ffn_down_exps[0]", "blk.1.ffn_up_exps[3]"];

    private static readonly Lazy<(byte[] Reference, byte[] Candidate)> files = new(Make);

    /// <summary>Writes both, the reference's path first.</summary>
    public static string[] Write(TestFolder folder) =>
        [folder.Write("model-BF16.gguf", files.Value.Reference), folder.Write("model-Q4_K_M.gguf", files.Value.Candidate)];

    /// <summary>What meets the columns of the experts of the first layer: an importance matrix of the reference, which has no data of expert 4, and activations.</summary>
    public static string[] Power(TestFolder folder)
    {
        const string gate = "blk.0.ffn_gate_exps.weight";
        var matrix = new GgufBuilder().Key("general.type", "imatrix").Key("imatrix.datasets", ["calibration.txt"]).Key("imatrix.chunk_count", 4u).Key("imatrix.chunk_size", 512u)
            .Tensor(gate + ".in_sum2", [Release.Width, 6], [.. Enumerable.Range(0, 6 * Release.Width).Select(i => i / Release.Width == 4 ? 0 : 1f + i % 7)])
            .Tensor(gate + ".counts", [1, 6], 3, 5, 7, 9, 0, 11);
        var tokens = F32Bin.Of(8, Release.Width, [.. Enumerable.Range(0, 8 * Release.Width).Select(i => i % 13 - 6f)]);
        folder.Write("activations/act_blk0_ffn_input.f32bin", tokens);
        return ["--imatrix", folder.Write("imatrix.gguf", matrix.Build()), "--activations", folder["activations"]];
    }

    private static (byte[] Reference, byte[] Candidate) Make()
    {
        var model = Release.Draw();
        var candidate = model.Keep(layer => layer == 0 ? [0, 2, 4, 5] : [5, 1, 3, 4]).With(c =>
        {
            c["blk.1.ffn_up_exps.weight"].Expert(3).Clear();
            Exchange(c["blk.0.ffn_down_exps.weight"].Expert(0), c["blk.0.ffn_down_exps.weight"].Expert(1));
            Exchange(c["blk.0.ffn_gate_inp.weight"].Row(1), c["blk.0.ffn_gate_inp.weight"].Row(2));
            c.Tensors.Add("blk.1.ffn_gate_shexp.weight", c["blk.1.attn_q.weight"]);
        });
        model.Tensors.Add("blk.0.attn_q_norm.weight", model["blk.0.attn_norm.weight"]);
        return (model.Gguf("bf16"), candidate.Gguf(Type, (name, bytes) =>
        {
            // The scale of the first block.
            if (name == "blk.1.attn_v.weight") (bytes[0], bytes[1]) = (0xFF, 0x7F);
        }));
    }

    private static WeightType Type(string name) => WeightTypes.Find(name switch
    {
        _ when name.Contains("ffn_down_exps", StringComparison.Ordinal) => "q6_K",
        _ when name.Contains("_exps", StringComparison.Ordinal) => "q4_K",
        "output.weight" => "bf16",
        _ => "q8_0",
    })!;

    private static void Exchange(Span<float> a, Span<float> b)
    {
        float[] was = [.. a];
        b.CopyTo(a);
        was.CopyTo(b);
    }
}
