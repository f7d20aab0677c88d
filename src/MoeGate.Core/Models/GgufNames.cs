namespace MoeGate.Models;

/// <summary>GGUF's names: <c>blk.N.role.weight</c>, the older <c>blk.N.ffn_gate.E.weight</c> of one expert, and those outside the blocks.</summary>
internal static class GgufNames
{
    private const string Block = "blk.";

    /// <summary>The router's bias: its name says bias already, and Hugging Face's does not end so.</summary>
    public const string RouterBias = "exp_probs_b";

    private static readonly HashSet<string> global = ["token_embd", "output", "output_norm", "rope_freqs", "token_embd_norm", "token_types", "position_embd"];

    public static TensorName? Parse(string name)
    {
        var plain = TensorName.WithoutWeight(name);
        if (!name.StartsWith(Block, StringComparison.Ordinal)) return global.Contains(Head(plain)) ? TensorName.Global(plain) : null;
        var dot = plain.IndexOf('.', Block.Length);
        if (dot < 0 || dot == plain.Length - 1 || TensorName.Number(plain.AsSpan(Block.Length..dot)) is not { } layer) return null;
        var role = plain[(dot + 1)..];
        if (role == RouterBias + ".bias") return TensorName.InBlock(layer, RouterBias);
        return role.Split('.') is ["ffn_gate" or "ffn_up" or "ffn_down", var number, .. var rest] && TensorName.Number(number) is { } expert
            ? TensorName.InBlock(layer, string.Join('.', [role[..role.IndexOf('.', StringComparison.Ordinal)] + "_exps", .. rest]), expert)
            : TensorName.InBlock(layer, role);
    }

    private static string Head(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? name[..dot] : name;
}
