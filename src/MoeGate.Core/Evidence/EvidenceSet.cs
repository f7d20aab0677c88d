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

    /// <summary>The role of the score that ranks experts, where it is not the usual one.</summary>
    public const string Score = "score";

    /// <summary>The role of parameters that are not the usual ones.</summary>
    public const string Parameters = "parameters";

    /// <summary>The role of a device that did some of the processor's work.</summary>
    public const string Device = "device";

    /// <summary>The roles that are no kind of evidence, but say how figures were made of it.</summary>
    public static IReadOnlyList<string> Notes { get; } = [Selection, Sample, Score, Parameters, Device];

    /// <summary>The devices that did work, in words; null where the processor did all of it.</summary>
    public static string? DevicesIn(IEnumerable<EvidenceIdentity> evidence) =>
        string.Join(", ", evidence.Where(e => e.Role == Device).Select(e => e.Value)) is { Length: > 0 } devices ? devices : null;
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

    /// <summary>
    /// What the plan keeps, by the layer's number. Lists without numbers belong to the layers with experts in their order: as the profile or
    /// the architecture number them, else as the candidate has them. Null without a plan, and where these are not as many.
    /// </summary>
    public IReadOnlyDictionary<int, int[]>? Planned()
    {
        if (Plan?.InOrder is not { } lists) return Plan?.ByLayer;
        if (Layers.All(l => l.Layer is not null)) return Layers.Where(l => l.Kept is not null).ToDictionary(l => l.Layer!.Value, l => l.Kept!);
        var layers = ExpertLayer.Of(AllWeights);
        return layers.Count == lists.Count ? layers.Zip(lists).ToDictionary(p => p.First.Layer, p => p.Second) : null;
    }

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
