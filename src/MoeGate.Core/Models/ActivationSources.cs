namespace MoeGate.Models;

/// <summary>Which activations enter which tensors.</summary>
public static class ActivationSources
{
    public const string FfnInput = "ffn_input";
    public const string FfnDownInput = "ffn_down_input";
    public const string AttnInput = "attn_input";
    public const string AttnOutputInput = "attn_output_input";

    /// <summary>
    /// The source whose columns meet the columns of a tensor of this role; null where none is recorded. A shared expert's
    /// <c>ffn_down_shexp</c> has an input of its own, which nobody records.
    /// </summary>
    public static string? Of(string role) => role switch
    {
        "ffn_gate" or "ffn_up" or "ffn_gate_up" or "ffn_gate_exps" or "ffn_up_exps" or "ffn_gate_up_exps"
            or "ffn_gate_shexp" or "ffn_up_shexp" or "ffn_gate_up_shexp" or "ffn_gate_inp" => FfnInput,
        "ffn_down" or "ffn_down_exps" => FfnDownInput,
        "attn_q" or "attn_k" or "attn_v" or "attn_qkv" => AttnInput,
        "attn_output" => AttnOutputInput,
        _ => null,
    };
}
