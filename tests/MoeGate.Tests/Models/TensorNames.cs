using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Tests.Models;

public class TensorNames
{
    [Theory]
    [InlineData("blk.3.ffn_down_exps.weight", "blk.3.ffn_down_exps")]
    [InlineData("blk.3.ffn_gate.17.weight", "blk.3.ffn_gate_exps", 17)]
    [InlineData("blk.0.attn_q.bias", "blk.0.attn_q.bias")]
    [InlineData("blk.3.exp_probs_b.bias", "blk.3.exp_probs_b")]
    [InlineData("blk.3.exp_probs_b", "blk.3.exp_probs_b")]
    [InlineData("token_embd.weight", "token_embd")]
    [InlineData("output.weight", "output")]
    [InlineData("output_norm.weight", "output_norm")]
    [InlineData("blk_4_ffn_down_weight", "blk.4.ffn_down")]
    [InlineData("blk_4_attn_q_bias", "blk.4.attn_q.bias")]
    [InlineData("act_blk4_ffn_input", "blk.4.ffn_input")]
    [InlineData("model.layers.3.mlp.experts.17.down_proj.weight", "blk.3.ffn_down_exps", 17)]
    [InlineData("model.layers.3.mlp.experts.17.gate_proj.weight", "blk.3.ffn_gate_exps", 17)]
    [InlineData("model.layers.3.mlp.experts.17.up_proj.weight_scale_inv", "blk.3.ffn_up_exps.weight_scale_inv", 17)]
    [InlineData("model.layers.0.block_sparse_moe.experts.7.w1.weight", "blk.0.ffn_gate_exps", 7)]
    [InlineData("model.layers.0.block_sparse_moe.experts.7.w3.weight", "blk.0.ffn_up_exps", 7)]
    [InlineData("model.layers.0.block_sparse_moe.experts.7.w2.weight", "blk.0.ffn_down_exps", 7)]
    [InlineData("model.layers.0.block_sparse_moe.gate.weight", "blk.0.ffn_gate_inp")]
    [InlineData("model.layers.5.mlp.experts.gate_up_proj", "blk.5.ffn_gate_up_exps")]
    [InlineData("model.layers.5.mlp.experts.down_proj", "blk.5.ffn_down_exps")]
    [InlineData("model.layers.5.mlp.experts.gate_up_proj_blocks", "blk.5.ffn_gate_up_exps.blocks")]
    [InlineData("model.layers.5.mlp.experts.down_proj_bias", "blk.5.ffn_down_exps.bias")]
    [InlineData("model.layers.5.mlp.router.weight", "blk.5.ffn_gate_inp")]
    [InlineData("model.layers.5.mlp.gate.weight", "blk.5.ffn_gate_inp")]
    [InlineData("model.layers.5.mlp.gate.wg.weight", "blk.5.ffn_gate_inp")]
    [InlineData("model.layers.5.block_sparse_moe.router.layer.weight", "blk.5.ffn_gate_inp")]
    [InlineData("model.layers.5.block_sparse_moe.e_score_correction_bias", "blk.5.exp_probs_b")]
    [InlineData("model.layers.5.mlp.gate.e_score_correction_bias", "blk.5.exp_probs_b")]
    [InlineData("model.layers.5.mlp.shared_experts.up_proj.weight", "blk.5.ffn_up_shexp")]
    [InlineData("model.layers.5.mlp.shared_expert.down_proj.weight", "blk.5.ffn_down_shexp")]
    [InlineData("model.layers.5.mlp.shared_expert_gate.weight", "blk.5.ffn_gate_inp_shexp")]
    [InlineData("model.layers.5.mlp.gate_proj.weight", "blk.5.ffn_gate")]
    [InlineData("model.layers.5.self_attn.q_proj.weight", "blk.5.attn_q")]
    [InlineData("model.layers.5.self_attn.q_proj.bias", "blk.5.attn_q.bias")]
    [InlineData("model.layers.5.self_attn.o_proj.weight", "blk.5.attn_output")]
    [InlineData("model.layers.5.self_attn.kv_a_proj_with_mqa.weight", "blk.5.attn_kv_a_mqa")]
    [InlineData("model.layers.5.input_layernorm.weight", "blk.5.attn_norm")]
    [InlineData("model.layers.5.post_attention_layernorm.weight", "blk.5.ffn_norm")]
    [InlineData("model.embed_tokens.weight", "token_embd")]
    [InlineData("model.language_model.embed_tokens.weight", "token_embd")]
    [InlineData("model.norm.weight", "output_norm")]
    [InlineData("lm_head.weight", "output")]
    [InlineData("language_model.model.layers.1.feed_forward.experts.gate_up_proj", "blk.1.ffn_gate_up_exps")]
    [InlineData("language_model.model.layers.1.feed_forward.router.weight", "blk.1.ffn_gate_inp")]
    [InlineData("backbone.layers.6.mixer.experts.9.up_proj.weight", "blk.6.ffn_up_exps", 9)]
    [InlineData("backbone.layers.6.mixer.gate.e_score_correction_bias", "blk.6.exp_probs_b")]
    [InlineData("backbone.layers.6.mixer.shared_experts.down_proj.weight", "blk.6.ffn_down_shexp")]
    [InlineData("backbone.layers.5.mixer.q_proj.weight", "blk.5.attn_q")]
    [InlineData("backbone.layers.5.mixer.o_proj.weight", "blk.5.attn_output")]
    [InlineData("backbone.layers.4.mixer.out_proj.weight", "blk.4.ssm_out")]
    [InlineData("backbone.layers.4.mixer.A_log", "blk.4.ssm_a")]
    [InlineData("backbone.layers.4.norm.weight", "blk.4.attn_norm")]
    [InlineData("backbone.embeddings.weight", "token_embd")]
    [InlineData("backbone.norm_f.weight", "output_norm")]
    public void BecomeThoseOfGguf(string own, string subject, int expert = -1)
    {
        var name = TensorName.Parse(own);
        Assert.Equal(subject, name.Subject);
        Assert.Equal(expert < 0 ? null : expert, name.Expert);
        Assert.Equal(subject.StartsWith("blk.", StringComparison.Ordinal) ? subject.Split('.', 3)[2] : subject, name.Role);
        Assert.Equal(subject.StartsWith("blk.", StringComparison.Ordinal) ? int.Parse(subject.Split('.')[1]) : null, name.Layer);
    }

    [Theory]
    [InlineData("v.blk.0.attn_q.weight", "v.blk.0.attn_q")]
    [InlineData("vision_tower.encoder.layers.3.self_attn.q_proj.weight", "vision_tower.encoder.layers.3.self_attn.q_proj")]
    [InlineData("model.layers.3.hyper.thing", "model.layers.3.hyper.thing")]
    [InlineData("model.layers.03.mlp.gate_proj.weight", "model.layers.03.mlp.gate_proj")]
    [InlineData("model.layers.99999999999.mlp.gate_proj.weight", "model.layers.99999999999.mlp.gate_proj")]
    [InlineData("model.layers.3", "model.layers.3")]
    [InlineData("model.layers.", "model.layers.")]
    [InlineData("act_blk", "act_blk")]
    [InlineData("act_blk4_", "act_blk4_")]
    [InlineData("blk_", "blk_")]
    [InlineData("blk_x_weight", "blk_x_weight")]
    [InlineData(".weight", ".weight")]
    [InlineData("…", "…")]
    public void OfUnknownTensorsStay(string own, string subject) => Assert.Equal(new TensorName(subject, subject), TensorName.Parse(own));

    [Theory]
    [InlineData("", "tensor:")]
    [InlineData("model", "tensor:model")]
    [InlineData("model[q4_K]", "model(q4_K)")]
    [InlineData("eval.general", "tensor:eval.general")]
    [InlineData("moe.3", "tensor:moe.3")]
    [InlineData("blk.3", "tensor:blk.3")]
    [InlineData("blk.3.", "tensor:blk.3.")]
    [InlineData("blk.3.expert", "tensor:blk.3.expert")]
    [InlineData("blk.3.ffn_input", "tensor:blk.3.ffn_input")]
    [InlineData("blk.3.ffn_down[7]", "tensor:blk.3.ffn_down(7)")]
    [InlineData("blk_3_ffn_input_weight", "blk_3_ffn_input_weight")]
    [InlineData("model.layers.3.mlp.gate.x_input", "model.layers.3.mlp.gate.x_input")]
    [InlineData("model.layers.3.mlp.gate.x[3]", "model.layers.3.mlp.gate.x(3)")]
    [InlineData("blk.-1.ffn_down", "tensor:blk.-1.ffn_down")]
    public void AreNeverTakenForOtherSubjects(string own, string subject) => Assert.Equal(subject, TensorName.Parse(own).Subject);

    [Fact]
    public void AreOfATensorWhateverTheyAre()
    {
        string[] pieces =
        [
            "blk", "blk_", "act_blk", "moe", "model", "eval", ".", ".", ".", "_", "0", "17", "03", "99999999999", "-1", "[", "]", "layers", "h", "mlp", "experts", "gate_proj", "gate_up_proj",
            "gate", "shared_expert", "self_attn", "q_proj", "mixer", "D", "weight", "bias", "_input", "expert", "ffn_gate", "output", "norm", "language_model", "backbone", "\0", "\uD800", "é", "::", "",
        ];
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            var own = string.Concat(random.GetItems(pieces, random.Next(12)));
            var name = TensorName.Parse(own);
            var subject = Subject.Parse(name.Subject);
            var scope = own.StartsWith("act_blk", StringComparison.Ordinal) && name.Layer is not null && name.Role.EndsWith("_input", StringComparison.Ordinal) ? Scope.Activation : Scope.Tensor;
            Assert.True(subject.Scope == scope && subject.Layer == name.Layer && subject.Role == name.Role && subject.Expert is null, $"{own}: {name} is {subject.Scope} {subject.Layer} {subject.Role}");
        }
    }
}
