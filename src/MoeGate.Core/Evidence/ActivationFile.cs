using MoeGate.Formats.Tensors;

namespace MoeGate.Evidence;

/// <summary>Activations that entered some tensors of a layer: a file of one row per token.</summary>
/// <param name="Subject">Such as <c>blk.0.ffn_down_input</c>.</param>
/// <param name="Layer">The block's number.</param>
/// <param name="Source">Such as <c>ffn_down_input</c>.</param>
/// <param name="Entry">T rows of N columns.</param>
public sealed record ActivationFile(string Subject, int Layer, string Source, TensorEntry Entry);
