namespace MoeGate.Models;

/// <summary>
/// Hugging Face's names of the language model, as the families with experts spell them: Mixtral, Qwen, DeepSeek, GLM, Llama 4,
/// gpt-oss, Nemotron-H. Vision towers and the like keep their own names.
/// </summary>
internal static class HuggingFaceNames
{
    /// <summary>What stands before <c>layers.N.</c> and before names outside the layers; the longest that fits is taken off.</summary>
    private static readonly string[] starts = ["language_model.model.", "model.language_model.", "model.text_model.", "language_model.", "backbone.", "transformer.", "model.", ""];

    private static readonly string[] layerLists = ["layers.", "h.", "blocks."];

    /// <summary>Names outside the layers.</summary>
    private static readonly Dictionary<string, string> global = new()
    {
        ["embed_tokens"] = "token_embd", ["embeddings"] = "token_embd", ["wte"] = "token_embd", ["tok_embeddings"] = "token_embd", ["word_embeddings"] = "token_embd",
        ["lm_head"] = "output", ["norm"] = "output_norm", ["norm_f"] = "output_norm", ["ln_f"] = "output_norm", ["final_layernorm"] = "output_norm",
    };

    /// <summary>Norms of a layer.</summary>
    private static readonly Dictionary<string, string> norms = new()
    {
        ["input_layernorm"] = "attn_norm", ["attention_norm"] = "attn_norm", ["norm"] = "attn_norm",
        ["post_attention_layernorm"] = "ffn_norm", ["ffn_norm"] = "ffn_norm", ["pre_feedforward_layernorm"] = "ffn_norm", ["pre_mlp_layernorm"] = "ffn_norm",
        ["post_feedforward_layernorm"] = "post_ffw_norm", ["post_mlp_layernorm"] = "post_ffw_norm",
    };

    /// <summary>Parts of attention, behind <c>self_attn.</c> and the like.</summary>
    private static readonly Dictionary<string, string> attention = new()
    {
        ["q_proj"] = "attn_q", ["k_proj"] = "attn_k", ["v_proj"] = "attn_v", ["o_proj"] = "attn_output", ["out_proj"] = "attn_output", ["dense"] = "attn_output",
        ["wq"] = "attn_q", ["wk"] = "attn_k", ["wv"] = "attn_v", ["wo"] = "attn_output",
        ["qkv_proj"] = "attn_qkv", ["query_key_value"] = "attn_qkv", ["W_pack"] = "attn_qkv", ["q_norm"] = "attn_q_norm", ["k_norm"] = "attn_k_norm",
        ["query_layernorm"] = "attn_q_norm", ["key_layernorm"] = "attn_k_norm",
        ["q_a_proj"] = "attn_q_a", ["q_b_proj"] = "attn_q_b", ["kv_a_proj_with_mqa"] = "attn_kv_a_mqa", ["kv_b_proj"] = "attn_kv_b",
        ["q_a_layernorm"] = "attn_q_a_norm", ["kv_a_layernorm"] = "attn_kv_a_norm", ["sinks"] = "attn_sinks",
    };

    /// <summary>Parts of a state-space mixer.</summary>
    private static readonly Dictionary<string, string> stateSpace = new()
    {
        ["in_proj"] = "ssm_in", ["out_proj"] = "ssm_out", ["conv1d"] = "ssm_conv1d", ["A_log"] = "ssm_a", ["D"] = "ssm_d", ["dt_bias"] = "ssm_dt.bias", ["norm"] = "ssm_norm",
    };

    /// <summary>Matrices of a feed-forward network.</summary>
    private static readonly Dictionary<string, string> feedForward = new()
    {
        ["gate_proj"] = "ffn_gate", ["up_proj"] = "ffn_up", ["down_proj"] = "ffn_down", ["gate_up_proj"] = "ffn_gate_up",
        ["w1"] = "ffn_gate", ["w3"] = "ffn_up", ["w2"] = "ffn_down",
    };

    public static TensorName? Parse(string name)
    {
        var start = starts.First(s => name.StartsWith(s, StringComparison.Ordinal));
        var rest = name[start.Length..];
        foreach (var list in layerLists)
        {
            if (!rest.StartsWith(list, StringComparison.Ordinal)) continue;
            var dot = rest.IndexOf('.', list.Length);
            return dot > 0 && TensorName.Number(rest.AsSpan(list.Length..dot)) is { } layer ? InLayer(layer, rest[(dot + 1)..].Split('.')) : null;
        }

        var parts = rest.Split('.');
        return global.TryGetValue(parts[0], out var role) && parts.Length <= 2 ? TensorName.Global(role + Tail(parts[1..])) : null;
    }

    private static TensorName? InLayer(int layer, string[] parts) => parts switch
    {
        ["self_attn" or "attention" or "attn" or "self_attention", var part, .. var tail] when attention.TryGetValue(part, out var role) => Of(layer, role, tail),
        ["mlp" or "block_sparse_moe" or "feed_forward" or "mixer" or "ffn" or "moe", .. var inner] => InFeedForward(layer, inner)
            ?? (parts is ["mixer", var part, .. var tail] && (attention.TryGetValue(part, out var role) && part != "out_proj" || stateSpace.TryGetValue(part, out role)) ? Of(layer, role, tail) : null),
        [var part, .. var tail] when norms.TryGetValue(part, out var role) => Of(layer, role, tail),
        _ => null,
    };

    private static TensorName? InFeedForward(int layer, string[] parts) => parts switch
    {
        ["experts", var number, var part, .. var tail] when TensorName.Number(number) is { } expert && feedForward.TryGetValue(part, out var role) => Of(layer, role + "_exps", tail, expert),
        ["experts", var part, .. var tail] => Stacked(layer, part, tail),
        ["shared_expert" or "shared_experts", var part, .. var tail] when feedForward.TryGetValue(part, out var role) => Of(layer, role + "_shexp", tail),
        ["shared_expert_gate", .. var tail] => Of(layer, "ffn_gate_inp_shexp", tail),
        ["gate" or "router", "e_score_correction_bias"] or ["e_score_correction_bias"] => TensorName.InBlock(layer, GgufNames.RouterBias),
        ["gate" or "router", "wg" or "layer", .. var tail] => Of(layer, "ffn_gate_inp", tail),
        ["gate" or "router", .. var tail] => Of(layer, "ffn_gate_inp", tail),
        [var part, .. var tail] when feedForward.TryGetValue(part, out var role) => Of(layer, role, tail),
        _ => null,
    };

    /// <summary>All experts in one tensor: <c>gate_up_proj</c>, and gpt-oss's <c>gate_up_proj_bias</c>, <c>_blocks</c> and <c>_scales</c>.</summary>
    private static TensorName? Stacked(int layer, string part, string[] tail)
    {
        if (feedForward.TryGetValue(part, out var role)) return Of(layer, role + "_exps", tail);
        var cut = part.LastIndexOf('_');
        return cut > 0 && feedForward.TryGetValue(part[..cut], out role) ? Of(layer, role + "_exps", [part[(cut + 1)..], .. tail]) : null;
    }

    private static TensorName Of(int layer, string role, string[] tail, int? expert = null) => TensorName.InBlock(layer, role + Tail(tail), expert);

    /// <summary>What is left of the name: nothing for the weights, or such as <c>.bias</c> and <c>.weight_scale_inv</c>.</summary>
    private static string Tail(string[] tail) => tail is [] or ["weight"] ? "" : "." + string.Join('.', tail);
}
