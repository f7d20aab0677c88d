using MoeGate.Evidence;
using MoeGate.Metrics.Sharding;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics;

/// <summary>What metrics are formulas over: the evidence, and what was reduced from the weights and activations in it.</summary>
public sealed record Observation(EvidenceSet Evidence)
{
    /// <summary>Which tensors a metric is wanted of.</summary>
    public TensorWish Wants { get; init; } = (_, _) => Wish.Whole | Wish.Experts;

    /// <summary>How much of the evidence is measured here.</summary>
    public Portion Portion { get; init; } = Portion.Whole;

    /// <summary>The candidate's tensors, by subject; of a portion only those that it holds.</summary>
    public IReadOnlyList<ObservedTensor> Tensors { get; init; } = [];

    /// <summary>How the candidate's tensors and experts match the reference's; null without one.</summary>
    public ModelPair? Pairs { get; init; }

    /// <summary>The activation sources, by subject; those of an importance matrix only where there are no activations.</summary>
    public IReadOnlyList<ObservedActivation> Activations { get; init; } = [];
}

/// <summary>One tensor and what reading it gave.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Sums">Of all its rows; null where it could not be decoded or nobody asked.</param>
/// <param name="Experts">Of the slices of a stacked tensor, by expert; empty where nobody asked.</param>
public sealed record ObservedTensor(WeightTensor Tensor, TensorSums? Sums, IReadOnlyList<TensorSums> Experts)
{
    /// <summary>What enters the tensor; null where nothing does, and then <see cref="Mismatch"/> may say why.</summary>
    public ObservedActivation? Input { get; init; }

    /// <summary>Why an activation source that should enter the tensor does not fit it.</summary>
    public string? Mismatch { get; init; }

    /// <summary>Where in the reference it came from; null without a reference, and where nothing of it is the tensor's origin.</summary>
    public TensorPair? Pair { get; init; }

    /// <summary>Why nothing of the reference is the tensor's origin.</summary>
    public string? Unmatched { get; init; }

    /// <summary>What reading it beside its origin gave; null where nobody asked or it could not be decoded.</summary>
    public PairSums? Errors { get; init; }

    /// <summary>Of each slice of a stacked tensor; null for one whose parent is not known.</summary>
    public IReadOnlyList<PairSums?> ExpertErrors { get; init; } = [];

    /// <summary>The tensor's origin by itself, for what is measured before quantization.</summary>
    public ObservedTensor? Before { get; init; }

    /// <summary>Why an importance matrix does not fit the tensor, or has nothing of it.</summary>
    public string? WithoutImportance { get; init; }
}

/// <summary>One activation source and what reading it gave.</summary>
/// <param name="Subject">Such as <c>blk.0.ffn_down_input</c>.</param>
/// <param name="Shown">The file.</param>
/// <param name="IsPower">Whether it comes from an importance matrix, which knows only the power.</param>
public sealed record ObservedActivation(Subject Subject, string Shown, ActivationSums Sums, bool IsPower);
