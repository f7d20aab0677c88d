using MoeGate.Formats.Json;

namespace MoeGate.Models;

/// <summary>The keys of <c>evidence.architecture</c> when it is written out.</summary>
public static class ArchitectureKeys
{
    public const string File = "file";
    public const string Layers = "layers";
    public const string MoeLayers = "moeLayers";
    public const string Experts = "experts";
    public const string ExpertsUsed = "expertsUsed";
    public const string HiddenSize = "hiddenSize";
    public const string ExpertWidth = "expertWidth";
    public const string ExpertMatrices = "expertMatrices";
    public const string ParamsOther = "paramsOther";

    public static ObjectShape Shape { get; } = new("evidence.architecture",
    [
        new(File, Formats.Json.Shape.Text, "A config.json, its folder or a GGUF model to start from; the other keys then state what it does not."),
        new(Layers, Formats.Json.Shape.Number, "All blocks of the model, dense and MoE."),
        new(MoeLayers, Formats.Json.Shape.OneOf(Formats.Json.Shape.Number, Formats.Json.Shape.ListOf(Formats.Json.Shape.Number)), "How many blocks have routed experts, or which ones."),
        new(Experts, Formats.Json.Shape.Number, "Routed experts of each MoE layer."),
        new(ExpertsUsed, Formats.Json.Shape.Number, "Routed experts that each token uses (top-k)."),
        new(HiddenSize, Formats.Json.Shape.Number, "Width of the residual stream."),
        new(ExpertWidth, Formats.Json.Shape.Number, "Inner width of one routed expert."),
        new(ExpertMatrices, Formats.Json.Shape.Number, "Weight matrices of one expert: 3 with a gate (SwiGLU), 2 without."),
        new(ParamsOther, Formats.Json.Shape.Number, "Parameters outside the routed experts, embeddings counted once."),
    ]);
}
