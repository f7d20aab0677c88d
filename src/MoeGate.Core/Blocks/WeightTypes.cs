using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>All types that a model file may name: ggml's, and those of safetensors that ggml does not have.</summary>
public static class WeightTypes
{
    public static WeightType F32 { get; } = new("f32", 0, 1, 4, WeightDecoder.Of<F32>());

    public static WeightType F16 { get; } = new("f16", 1, 1, 2, WeightDecoder.Of<F16>());

    public static WeightType BF16 { get; } = new("bf16", 30, 1, 2, WeightDecoder.Of<BF16>());

    public static WeightType F64 { get; } = new("f64", 28, 1, 8, WeightDecoder.Of<F64>());

    public static WeightType I8 { get; } = new("i8", 24, 1, 1, WeightDecoder.Of<I8>());

    public static WeightType I16 { get; } = new("i16", 25, 1, 2, WeightDecoder.Of<I16>());

    public static WeightType I32 { get; } = new("i32", 26, 1, 4, WeightDecoder.Of<I32>());

    public static WeightType I64 { get; } = new("i64", 27, 1, 8, WeightDecoder.Of<I64>());

    /// <summary>By ggml's number, then those without one. Block sizes are ggml's.</summary>
    public static IReadOnlyList<WeightType> All { get; } =
    [
        F32,
        F16,
        new("q4_0", 2, 32, 18, WeightDecoder.Of<Q4_0>()),
        new("q4_1", 3, 32, 20, WeightDecoder.Of<Q4_1>()),
        new("q5_0", 6, 32, 22, WeightDecoder.Of<Q5_0>()),
        new("q5_1", 7, 32, 24, WeightDecoder.Of<Q5_1>()),
        new("q8_0", 8, 32, 34, WeightDecoder.Of<Q8_0>()),
        new("q8_1", 9, 32, 36),
        new("q2_K", 10, 256, 84, WeightDecoder.Of<Q2_K>()),
        new("q3_K", 11, 256, 110, WeightDecoder.Of<Q3_K>()),
        new("q4_K", 12, 256, 144, WeightDecoder.Of<Q4_K>()),
        new("q5_K", 13, 256, 176, WeightDecoder.Of<Q5_K>()),
        new("q6_K", 14, 256, 210, WeightDecoder.Of<Q6_K>()),
        new("q8_K", 15, 256, 292),
        new("iq2_xxs", 16, 256, 66, WeightDecoder.Of<IQ2_XXS, Iq2XxsGrid>()),
        new("iq2_xs", 17, 256, 74, WeightDecoder.Of<IQ2_XS, Iq2XsGrid>()),
        new("iq3_xxs", 18, 256, 98, WeightDecoder.Of<IQ3_XXS, Iq3XxsGrid>()),
        new("iq1_s", 19, 256, 50, WeightDecoder.Of<IQ1_S, Iq1Grid>()),
        new("iq4_nl", 20, 32, 18, WeightDecoder.Of<IQ4_NL>()),
        new("iq3_s", 21, 256, 110, WeightDecoder.Of<IQ3_S, Iq3SGrid>()),
        new("iq2_s", 22, 256, 82, WeightDecoder.Of<IQ2_S, Iq2SGrid>()),
        new("iq4_xs", 23, 256, 136, WeightDecoder.Of<IQ4_XS>()),
        I8,
        I16,
        I32,
        I64,
        F64,
        new("iq1_m", 29, 256, 56, WeightDecoder.Of<IQ1_M, Iq1Grid>()),
        BF16,
        new("tq1_0", 34, 256, 54, WeightDecoder.Of<TQ1_0>()),
        new("tq2_0", 35, 256, 66, WeightDecoder.Of<TQ2_0>()),
        new("mxfp4", 39, 32, 17, WeightDecoder.Of<MXFP4>()),
        new("nvfp4", 40, 64, 36, WeightDecoder.Of<NVFP4>()),
        new("q1_0", 41, 128, 18, WeightDecoder.Of<Q1_0>()),
        new("q2_0", 42, 64, 18, WeightDecoder.Of<Q2_0>()),
        new("bool", null, 1, 1),
        new("u8", null, 1, 1),
        new("u16", null, 1, 2),
        new("u32", null, 1, 4),
        new("u64", null, 1, 8),
        new("f8_e4m3", null, 1, 1, WeightDecoder.Of<F8_E4M3>()),
        new("f8_e5m2", null, 1, 1, WeightDecoder.Of<F8_E5M2>()),
        new("f8_e8m0", null, 1, 1, WeightDecoder.Of<F8_E8M0>()),
        new("f4", null, 2, 1),
        new("f6_e2m3", null, 4, 3),
        new("f6_e3m2", null, 4, 3),
        new("c64", null, 1, 8),
    ];

    private static readonly Dictionary<string, WeightType> byName = All.ToDictionary(t => t.Name);
    private static readonly Dictionary<string, WeightType> byDtype = All.Where(t => t.Dtype is not null).ToDictionary(t => t.Dtype!);
    private static readonly Dictionary<int, WeightType> byId = All.Where(t => t.Id is not null).ToDictionary(t => t.Id!.Value);

    /// <summary>The type of this name in ggml's spelling, or null.</summary>
    public static WeightType? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The type that safetensors calls so, or null.</summary>
    public static WeightType? OfDtype(string dtype) => byDtype.GetValueOrDefault(dtype);

    /// <summary>The type of ggml's number, or null where there is none such, or no more.</summary>
    public static WeightType? Find(int id) => byId.GetValueOrDefault(id);
}
