using MoeGate.Blocks;

namespace MoeGate.Metrics.Errors;

/// <summary>
/// The SQNR that a type reaches on independent Gaussian weights, in dB. Measured with ggml 0.21's own quantizers on rows of 4096 weights,
/// without an importance matrix or, for types that need one, with a uniform one; those of f8 are of rounding to the nearest.
/// </summary>
internal static class GaussianSqnr
{
    private static readonly Dictionary<string, double> decibels = new()
    {
        ["f16"] = 73.7, ["bf16"] = 55.6, ["f8_e4m3"] = 31.5, ["f8_e5m2"] = 25.6,
        ["q8_0"] = 45.4, ["q5_0"] = 27.4, ["q5_1"] = 28.4, ["q4_0"] = 21.3, ["q4_1"] = 22.1,
        ["q6_K"] = 35.0, ["q5_K"] = 28.8, ["q4_K"] = 22.9, ["q3_K"] = 16.4, ["q2_K"] = 10.6,
        ["iq4_nl"] = 22.4, ["iq4_xs"] = 22.3, ["iq3_s"] = 15.6, ["iq3_xxs"] = 13.4,
        ["iq2_s"] = 12.1, ["iq2_xs"] = 10.5, ["iq2_xxs"] = 9.3, ["iq1_m"] = 6.9, ["iq1_s"] = 6.3,
        ["mxfp4"] = 18.8, ["nvfp4"] = 19.7, ["tq1_0"] = 1.9, ["tq2_0"] = 1.9, ["q2_0"] = 2.9, ["q1_0"] = 4.4,
    };

    /// <summary>Null for types that lose nothing of a float, and for whole numbers.</summary>
    public static double? Of(WeightType type) => decibels.TryGetValue(type.Name, out var value) ? value : null;

    /// <summary>Every type that has one, for the documentation and the tests.</summary>
    public static IReadOnlyDictionary<string, double> All => decibels;
}
