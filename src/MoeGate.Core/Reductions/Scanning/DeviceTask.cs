using MoeGate.Blocks;

namespace MoeGate.Reductions.Scanning;

/// <summary>Work that a device could do.</summary>
/// <param name="Type">How the weights are stored.</param>
/// <param name="Reference">How what they came from is stored; null of a tensor by itself.</param>
/// <param name="Needs">What is wanted of a tensor by itself.</param>
/// <param name="PairNeeds">What is wanted beside a reference.</param>
/// <param name="Columns">Weights in a row.</param>
/// <param name="Bytes">Stored bytes, with those of the reference, of one reading.</param>
public sealed record DeviceTask(WeightType Type, WeightType? Reference, Reduce Needs, ReducePair PairNeeds, long Columns, long Bytes)
{
    /// <summary>Whether the weights are multiplied with factors that stand apart.</summary>
    public bool HasFactors { get; init; }

    /// <summary>Whether the weights of the reference are.</summary>
    public bool ReferenceHasFactors { get; init; }

    /// <summary>What of it a device does: the rest is made of that, or of the bytes.</summary>
    private const Reduce Reductions = Reduce.Order | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns;

    private const ReducePair PairReductions = ReducePair.Order | ReducePair.Columns;

    /// <summary>Work of one kind takes a device, and the processor, as long for each byte.</summary>
    public string Kind => Reference is null
        ? $"{Stored(Type, HasFactors)}: {Needs & Reductions | Reduce.Moments}"
        : $"{Stored(Type, HasFactors)} beside {Stored(Reference, ReferenceHasFactors)}: {PairNeeds & PairReductions | ReducePair.Errors}";

    private static string Stored(WeightType type, bool hasFactors) => hasFactors ? $"{type} with factors" : type.Name;
}
