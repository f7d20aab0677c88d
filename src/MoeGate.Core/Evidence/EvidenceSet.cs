using MoeGate.Evidence.Evaluations;
using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Evidence;

/// <summary>One file of evidence, as a results document names it.</summary>
/// <param name="Role">candidate, experts, heldOut, plan, architecture …</param>
/// <param name="Path">As given, with forward slashes; an absolute one is reduced to the file's name.</param>
/// <param name="Bytes">Size on disk.</param>
/// <param name="Format">What it turned out to be.</param>
/// <param name="Value">For evidence that is a number and not a file, such as keep; for an evaluation its name.</param>
public sealed record EvidenceIdentity(string Role, string? Path, long? Bytes, string? Format, string? Value = null)
{
    /// <summary>The role of the note that only some subjects were measured.</summary>
    public const string Selection = "select";

    /// <summary>The role of the note that only a sample of rows was measured.</summary>
    public const string Sample = "sample";
}

/// <summary>Everything that was read: what metrics measure.</summary>
public sealed record EvidenceSet : IDisposable
{
    public IReadOnlyList<EvidenceIdentity> Identities { get; init; } = [];

    /// <summary>Which kinds are there, so that a rule can say what it requires.</summary>
    public EvidenceKind Kinds { get; init; }

    public ExpertProfile? Profile { get; init; }

    public IReadOnlyList<ExpertProfile> HeldOut { get; init; } = [];

    public Score Score { get; init; }

    public Keep? Keep { get; init; }

    public KeepPlan? Plan { get; init; }

    public Architecture? Architecture { get; init; }

    /// <summary>The candidate's files, open; null where no candidate was named.</summary>
    public TensorSource? Candidate { get; init; }

    /// <summary>The candidate's tensors, by subject.</summary>
    public IReadOnlyList<WeightTensor> Weights { get; init; } = [];

    /// <summary>The candidate's tensors of all layers, whatever was selected: what is missing shows only beside all that is there.</summary>
    public IReadOnlyList<WeightTensor> AllWeights { get; init; } = [];

    /// <summary>Whether only some of them are measured, so that what is not among them is not missing.</summary>
    public bool IsSelected => Weights.Count < AllWeights.Count;

    /// <summary>The files of the model that the candidate was made from, open; null where none was named.</summary>
    public TensorSource? Reference { get; init; }

    /// <summary>The reference's tensors, by subject.</summary>
    public IReadOnlyList<WeightTensor> ReferenceWeights { get; init; } = [];

    /// <summary>Activations, their files open; null where none were named.</summary>
    public ActivationFolder? Activations { get; init; }

    public ImportanceMatrix? Imatrix { get; init; }

    /// <summary>What evaluations of the candidate said.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get; init; } = [];

    public Parameters Parameters { get; init; } = new();

    /// <summary>The MoE layers of profile and plan, ascending.</summary>
    public IReadOnlyList<LayerEvidence> Layers { get; init; } = [];

    /// <summary>Closes the files of weights and activations.</summary>
    public void Dispose()
    {
        Candidate?.Dispose();
        Reference?.Dispose();
        Activations?.Dispose();
        Imatrix?.Dispose();
    }

    /// <summary>The same evidence, cut by this keep instead of whatever cut it had: each layer keeps its experts of highest score.</summary>
    public EvidenceSet Cut(Keep keep) => this with
    {
        Keep = keep,
        Plan = null,
        Kinds = Kinds & ~EvidenceKind.Plan | EvidenceKind.Keep,
        Layers =
        [
            .. Layers.Where(l => l.Statistics is not null)
                .Select(l => l with { Kept = [.. l.Best(keep.Of(l.Statistics!.Experts)).ToArray().Order()] }),
        ],
    };

    /// <summary>
    /// K, the model's top-k: the architecture's, else the whole number that most profiled layers show (the lowest of equals),
    /// else null.
    /// </summary>
    public int? TopK => Architecture?.ExpertsUsed ?? Profile?.TopK;
}
