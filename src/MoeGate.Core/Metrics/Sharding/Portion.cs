using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Sharding;

/// <summary>What is measured in one run: everything, or what a plan gives to one shard.</summary>
public sealed class Portion
{
    private readonly Func<string, bool> holds;

    private Portion(Shard? shard, Func<string, bool> holds) => (Shard, this.holds) = (shard, holds);

    /// <summary>Everything.</summary>
    public static Portion Whole { get; } = new(null, _ => true);

    /// <summary>Null where everything is measured.</summary>
    public Shard? Shard { get; }

    /// <summary>Whether what is not of weights and activations is measured too: the first shard does that.</summary>
    public bool HoldsTheRest => Shard is not { Number.Index: > 1 };

    /// <param name="shard">The shard.</param>
    /// <param name="holds">Whether a unit of the plan is the shard's.</param>
    public static Portion Of(Shard shard, Func<string, bool> holds) => new(shard, holds);

    public bool Holds(WeightTensor tensor) => holds(UnitOf(tensor));

    public bool Holds(ActivationFile file) => HoldsLayer(file.Layer);

    public bool HoldsLayer(int layer) => holds(UnitOf(layer));

    /// <summary>
    /// What is never divided: the tensors of a block together, for metrics of a layer look at several of them and its experts are
    /// recognized by all of their matrices; and every tensor outside the blocks.
    /// </summary>
    internal static string UnitOf(WeightTensor tensor) => tensor.Layer is { } layer ? UnitOf(layer) : tensor.Subject;

    internal static string UnitOf(int layer) => Subject.OfLayer(layer).Name;
}
