using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>What metrics are formulas over: the evidence, and what was reduced from the weights and activations in it.</summary>
public sealed record Observation(EvidenceSet Evidence)
{
    /// <summary>Which tensors a metric is wanted of.</summary>
    public TensorWish Wants { get; init; } = (_, _) => Wish.Whole | Wish.Experts;

    /// <summary>The candidate's tensors, by subject.</summary>
    public IReadOnlyList<ObservedTensor> Tensors { get; init; } = [];

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
}

/// <summary>One activation source and what reading it gave.</summary>
/// <param name="Subject">Such as <c>blk.0.ffn_down_input</c>.</param>
/// <param name="Shown">The file.</param>
/// <param name="IsPower">Whether it comes from an importance matrix, which knows only the power.</param>
public sealed record ObservedActivation(Subject Subject, string Shown, ActivationSums Sums, bool IsPower);
