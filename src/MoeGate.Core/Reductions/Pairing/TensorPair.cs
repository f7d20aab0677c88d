using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>A tensor of the candidate, and where in the reference each of its slices came from.</summary>
public sealed record TensorPair
{
    public required WeightTensor Candidate { get; init; }

    /// <summary>The reference's tensors that it was made from: one, or several where a converter joined them.</summary>
    public required IReadOnlyList<WeightTensor> Sources { get; init; }

    /// <summary>Where each slice of the candidate came from, in their order; null where no parent is known.</summary>
    public required IReadOnlyList<RowRuns?> Origins { get; init; }

    /// <summary>The expert of the reference that each slice came from; null where none is known, or it is not an expert's.</summary>
    public IReadOnlyList<int?> Parents { get; init; } = [];

    /// <summary>What was done to match them, in words: rows in another order, tensors joined.</summary>
    public string? Note { get; init; }

    public string Subject => Candidate.Subject;

    /// <summary>Why one side or the other cannot be decoded; null where both can.</summary>
    public string? Undecodable => Candidate.Undecodable ?? Sources.Select(s => s.Undecodable).FirstOrDefault(t => t is not null);

    /// <summary>
    /// The rows of the reference that this tensor came from as a tensor of its own, with the candidate's numbers of the experts; null
    /// where they are not one run each.
    /// </summary>
    public WeightTensor? Reference { get; init; }
}

/// <summary>A candidate's tensors matched with those of the model that it came from.</summary>
public sealed record ModelPair
{
    public IReadOnlyDictionary<string, TensorPair> Pairs { get; init; } = new Dictionary<string, TensorPair>();

    /// <summary>Why a tensor of the candidate has no match, by its subject.</summary>
    public IReadOnlyDictionary<string, string> Unmatched { get; init; } = new Dictionary<string, string>();

    /// <summary>Tensors of the reference that nothing of the candidate came from.</summary>
    public IReadOnlyList<WeightTensor> Unused { get; init; } = [];

    /// <summary>Which experts of the reference each MoE layer of the candidate holds.</summary>
    public IReadOnlyList<LayerKinship> Layers { get; init; } = [];
}

/// <summary>The experts of one MoE layer and their parents.</summary>
/// <param name="Layer">Its number.</param>
/// <param name="ReferenceExperts">How many there were.</param>
/// <param name="Experts">The numbers of the candidate's experts, ascending.</param>
/// <param name="Parents">For each of them that of the reference; null where none is known.</param>
public sealed record LayerKinship(int Layer, int ReferenceExperts, IReadOnlyList<int> Experts, IReadOnlyList<int?> Parents)
{
    private readonly Dictionary<int, int?> parentOf = Experts.Zip(Parents).ToDictionary(p => p.First, p => p.Second);

    /// <summary>Whether every expert is its own parent, and none is gone.</summary>
    public bool IsIdentity => Parents.Count == ReferenceExperts && Parents.Zip(Experts).All(p => p.First == p.Second);

    /// <summary>The parent of an expert, by its number.</summary>
    public int? ParentOf(int expert) => parentOf.GetValueOrDefault(expert);

    /// <summary>Slices whose content is another expert's than that of the expert they belong to, or nobody's.</summary>
    public IReadOnlyList<Stray> Strays { get; init; } = [];

    /// <summary>Rows of the router that are not those of the experts they select.</summary>
    public IReadOnlyList<Stray> RouterStrays { get; init; } = [];

    /// <summary>Why not every matrix of the experts was compared, in words; null where each was.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether the layer's router was compared.</summary>
    public bool HasRouter { get; init; }

    /// <summary>Why the layer's router was not compared; null where it was, and where there is none.</summary>
    public string? RouterUnknown { get; init; }
}

/// <summary>A slice or a row that is not where it belongs.</summary>
/// <param name="Subject">Such as <c>blk.3.ffn_gate_inp[4]</c>.</param>
/// <param name="Found">The expert of the reference whose content it has; null where nobody's.</param>
/// <param name="Expected">The expert of the reference whose content it should have; null where that is not known.</param>
public sealed record Stray(string Subject, int? Found, int? Expected);
