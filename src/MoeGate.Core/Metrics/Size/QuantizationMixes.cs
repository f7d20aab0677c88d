namespace MoeGate.Metrics.Size;

/// <summary>A recipe that gives each tensor of a model its quantization type.</summary>
/// <param name="Name">As llama-quantize names it.</param>
/// <param name="BitsPerWeight">What a whole model takes, tensors of larger types included.</param>
public sealed record QuantizationMix(string Name, double BitsPerWeight);

/// <summary>
/// The mixes that sizes are projected to. The rates are those of whole files, measured on a dense model of 8 B parameters, and not the
/// nominal ones of the types; a MoE model, whose share of expert tensors is larger, may come out somewhat differently.
/// </summary>
public static class QuantizationMixes
{
    /// <summary>From the largest to the smallest.</summary>
    public static IReadOnlyList<QuantizationMix> All { get; } =
    [
        new("Q8_0", 8.50),
        new("Q6_K", 6.56),
        new("Q5_K_M", 5.70),
        new("Q4_K_M", 4.89),
        new("Q3_K_M", 4.00),
        new("Q2_K", 3.16),
    ];
}
