using MoeGate.Blocks;

namespace MoeGate.Reductions.Scanning;

/// <summary>Work that commands ask for of types that models are published in: what is worth measuring before it is needed.</summary>
public static class UsualWork
{
    /// <summary>What is asked of a tensor by itself, from the least to all: by rules, by reports, by everything that can be measured.</summary>
    private static readonly Reduce[] needs =
    [
        Reduce.Moments,
        Reduce.Moments | Reduce.Order,
        Reduce.Moments | Reduce.Groups,
        Reduce.Moments | Reduce.Order | Reduce.Groups,
        Reduce.Moments | Reduce.Groups | Reduce.GroupOrder,
        Reduce.Moments | Reduce.Order | Reduce.Groups | Reduce.GroupOrder,
        Reduce.Moments | Reduce.Order | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns,
    ];

    private static readonly ReducePair[] pairNeeds = [ReducePair.Errors, ReducePair.Errors | ReducePair.Order];

    /// <summary>From the quickest to decode to the slowest.</summary>
    public static IReadOnlyList<WeightType> Types { get; } = [.. new[] { "bf16", "f16", "q8_0", "q4_K", "q6_K", "iq3_xxs" }.Select(t => WeightTypes.Find(t)!)];

    /// <summary>Of a type by itself, and beside a reference in bfloat16.</summary>
    public static IEnumerable<DeviceTask> Of(WeightType type) =>
    [
        .. needs.Select(n => new DeviceTask(type, null, n, ReducePair.None, 0, 0)),
        .. pairNeeds.Select(n => new DeviceTask(type, WeightTypes.BF16, Reduce.None, n, 0, 0)),
    ];
}
