using System.Text;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Models;

namespace MoeGate.Tests.Models;

/// <summary>The <c>config.json</c> of each family of MoE models, reduced to what is read of it.</summary>
public class HuggingFaceConfig
{
    private const string NemotronH = "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME";

    public static TheoryData<string, string, string> Families => new()
    {
        {
            "Qwen3-MoE",
            """{"num_hidden_layers": 48, "num_experts": 128, "num_experts_per_tok": 8, "hidden_size": 2048, "moe_intermediate_size": 768, "intermediate_size": 6144, "hidden_act": "silu", "decoder_sparse_step": 1, "mlp_only_layers": []}""",
            "48 layers, 0-47, 8 of 128, 2048 × 768 × 3"
        },
        {
            "Llama 4, every other layer",
            """{"text_config": {"num_hidden_layers": 6, "num_local_experts": 16, "num_experts_per_tok": 1, "hidden_size": 5120, "moe_intermediate_size": 8192, "hidden_act": "silu", "interleave_moe_layer_step": 2}}""",
            "6 layers, 1,3,5, 1 of 16, 5120 × 8192 × 3"
        },
        {
            "Qwen2-MoE with dense layers",
            """{"num_hidden_layers": 8, "num_experts": 60, "num_experts_per_tok": 4, "hidden_size": 2048, "moe_intermediate_size": 1408, "hidden_act": "silu", "decoder_sparse_step": 2, "mlp_only_layers": [3]}""",
            "8 layers, 1,5,7, 4 of 60, 2048 × 1408 × 3"
        },
        {
            "DeepSeek-V3",
            """{"num_hidden_layers": 61, "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8, "hidden_size": 7168, "moe_intermediate_size": 2048, "intermediate_size": 18432, "hidden_act": "silu", "first_k_dense_replace": 3, "moe_layer_freq": 1}""",
            "61 layers, 3-60, 8 of 256, 7168 × 2048 × 3"
        },
        {
            "DeepSeek with every second layer",
            """{"num_hidden_layers": 7, "n_routed_experts": 64, "num_experts_per_tok": 6, "hidden_size": 2048, "moe_intermediate_size": 1408, "hidden_act": "silu", "first_k_dense_replace": 1, "moe_layer_freq": 2}""",
            "7 layers, 2,4,6, 6 of 64, 2048 × 1408 × 3"
        },
        {
            "a list of frequencies",
            """{"num_hidden_layers": 4, "n_routed_experts": 64, "num_experts_per_tok": 6, "hidden_size": 64, "moe_intermediate_size": 32, "hidden_act": "silu", "moe_layer_freq": [0, 1, 0, 1]}""",
            "4 layers, 1,3, 6 of 64, 64 × 32 × 3"
        },
        {
            "a list of layer types",
            """{"num_hidden_layers": 4, "n_routed_experts": 64, "num_experts_per_tok": 6, "hidden_size": 64, "moe_intermediate_size": 32, "hidden_act": "silu", "mlp_layer_types": ["dense", "sparse", "sparse", "dense"]}""",
            "4 layers, 1,2, 6 of 64, 64 × 32 × 3"
        },
        {
            "Mixtral",
            """{"num_hidden_layers": 32, "num_local_experts": 8, "num_experts_per_tok": 2, "hidden_size": 4096, "intermediate_size": 14336, "hidden_act": "silu"}""",
            "32 layers, 0-31, 2 of 8, 4096 × 14336 × 3"
        },
        {
            "gpt-oss",
            """{"num_hidden_layers": 24, "num_local_experts": 32, "experts_per_token": 4, "num_experts_per_tok": 4, "hidden_size": 2880, "intermediate_size": 2880, "hidden_act": "silu"}""",
            "24 layers, 0-23, 4 of 32, 2880 × 2880 × 3"
        },
        {
            "Nemotron-H",
            $$"""{"num_hidden_layers": 52, "hybrid_override_pattern": "{{NemotronH}}", "n_routed_experts": 128, "num_experts_per_tok": 6, "hidden_size": 2688, "moe_intermediate_size": 1856, "mlp_hidden_act": "relu2"}""",
            "52 layers, 1,3,6,8,10,13,15,17,20,22,24,27,29,31,34,36,38,40,43,45,47,49,51, 6 of 128, 2688 × 1856 × 2"
        },
        {
            "a model with a text part",
            """{"model_type": "vlm", "num_hidden_layers": 99, "text_config": {"num_hidden_layers": 4, "num_experts": 16, "num_experts_per_tok": 1, "hidden_size": 64, "moe_intermediate_size": 32, "hidden_act": "silu"}}""",
            "4 layers, 0-3, 1 of 16, 64 × 32 × 3"
        },
        {
            "figures that are not stated",
            """{"num_hidden_layers": 4, "num_experts": 16, "intermediate_size": 512, "hidden_act": "an unknown one"}""",
            "4 layers, 0-3, ? of 16, ? × ? × ?"
        },
        {
            "a dense model, or one whose key for the experts is not known",
            """{"num_hidden_layers": 4, "hidden_size": 64, "intermediate_size": 512, "hidden_act": "silu"}""",
            "4 layers, ?, ? of ?, 64 × ? × 3"
        },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void SaysTheFiguresOfTheModel(string family, string config, string figures)
    {
        Assert.NotEmpty(family);
        Assert.Equal(figures, Say(ArchitectureReader.FromConfig(Parse(config), "config.json")));
    }

    [Theory]
    [InlineData("""{"model_type": "x"}""", "config.json:1:1: holds neither num_hidden_layers nor a number of experts")]
    [InlineData("""{"num_hidden_layers": 4, "num_experts": 2.5}""", "config.json:1:41: expected a whole number from 0, found the number 2.5")]
    [InlineData("""{"num_hidden_layers": 4, "num_experts": -1}""", "config.json:1:41: expected a whole number from 0, found the number -1")]
    [InlineData("""{"num_hidden_layers": 4, "num_experts": 2, "num_experts_per_tok": 3}""", "config.json:1:1: 3 experts used of 2")]
    [InlineData("""{"num_hidden_layers": 2, "num_experts": 2, "hybrid_override_pattern": "MEE"}""", "config.json:1:1: MoE layer 2 of a model with 2 layers")]
    [InlineData("""{"num_hidden_layers": 4, "num_experts": 2, "mlp_only_layers": [0.5]}""", "config.json:1:64: expected a whole number from 0, found the number 0.5")]
    public void IsRefusedWhereItCannotBe(string config, string fault) =>
        Assert.StartsWith(fault, Assert.Throws<InputException>(() => ArchitectureReader.FromConfig(Parse(config), "config.json")).Message, StringComparison.Ordinal);

    private static JsonItem Parse(string text) => JsonFile.Parse(Encoding.UTF8.GetBytes(text), "config.json", "", InputKind.Evidence);

    private static string Say(Architecture model) =>
        $"{Or(model.Layers)} layers, {Ids(model)}, {Or(model.ExpertsUsed)} of {Or(model.Experts)}, {Or(model.HiddenSize)} × {Or(model.ExpertWidth)} × {Or(model.ExpertMatrices)}";

    private static string Or(long? figure) => figure?.ToString() ?? "?";

    private static string Ids(Architecture model)
    {
        Assert.Equal(model.MoeLayers, model.MoeLayerIds?.Count);
        return model.MoeLayerIds is not { } ids ? "?"
            : ids.Count == 0 ? "none"
            : ids.Count > 2 && ids.SequenceEqual(Enumerable.Range(ids[0], ids.Count)) ? $"{ids[0]}-{ids[^1]}" : string.Join(',', ids);
    }
}
