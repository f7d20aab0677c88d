namespace MoeGate.Models;

/// <summary>
/// What is known of the model's shape. Every figure may be unknown; nothing is ever assumed in its place, and a metric that
/// needs an unknown figure is not available and names the figure.
/// </summary>
public sealed record Architecture
{
    /// <summary>Where it was read, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>All blocks, dense and MoE.</summary>
    public int? Layers { get; init; }

    /// <summary>Blocks with routed experts.</summary>
    public int? MoeLayers { get; init; }

    /// <summary>Which blocks have routed experts, ascending; null where only their number is known.</summary>
    public IReadOnlyList<int>? MoeLayerIds { get; init; }

    /// <summary>Routed experts of each MoE layer.</summary>
    public int? Experts { get; init; }

    /// <summary>Routed experts that each token uses: K, the router's top-k.</summary>
    public int? ExpertsUsed { get; init; }

    public long? HiddenSize { get; init; }

    public long? ExpertWidth { get; init; }

    /// <summary>Weight matrices of one expert: 3 with a gate (SwiGLU), 2 without.</summary>
    public int? ExpertMatrices { get; init; }

    /// <summary>Parameters outside the routed experts: attention, dense and shared feed-forward, routers, norms, embeddings counted once.</summary>
    public long? ParamsOther { get; init; }

    /// <summary>Elements of one routed expert: hidden size × width × matrices.</summary>
    /// <exception cref="OverflowException">The product passes 2⁶³.</exception>
    public long? ParamsPerExpert => checked(HiddenSize * ExpertWidth * ExpertMatrices);

    /// <summary>Elements of all routed experts of all MoE layers.</summary>
    /// <exception cref="OverflowException">The product passes 2⁶³.</exception>
    public long? ParamsExpert => checked(ParamsPerExpert * Experts * MoeLayers);

    /// <summary>The names of the figures that expert parameters need and that nobody stated.</summary>
    public IEnumerable<string> UnknownForExperts()
    {
        if (HiddenSize is null) yield return ArchitectureKeys.HiddenSize;
        if (ExpertWidth is null) yield return ArchitectureKeys.ExpertWidth;
        if (ExpertMatrices is null) yield return ArchitectureKeys.ExpertMatrices;
        if (Experts is null) yield return ArchitectureKeys.Experts;
        if (MoeLayers is null) yield return ArchitectureKeys.MoeLayers;
    }
}
