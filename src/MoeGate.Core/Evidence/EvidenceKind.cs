namespace MoeGate.Evidence;

/// <summary>The kinds of evidence that a rule may require and a metric may need.</summary>
public enum EvidenceKind
{
    /// <summary>Expert statistics of the calibration text.</summary>
    Experts,

    /// <summary>Expert statistics of at least one held-out text.</summary>
    HeldOut,

    /// <summary>A cut: a ratio or a count of experts to keep, or a plan.</summary>
    Keep,

    /// <summary>A plan that names the kept experts.</summary>
    Plan,

    /// <summary>The model's architecture.</summary>
    Model,

    Candidate,
    Reference,
    Imatrix,
    Activations,
    Evaluations,
    Baseline,
}

public static class EvidenceKinds
{
    /// <summary>As configurations spell them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<EvidenceKind>().Select(n => char.ToLowerInvariant(n[0]) + n[1..])];

    public static string Name(this EvidenceKind kind) => Names[(int)kind];

    public static EvidenceKind Parse(string name) => (EvidenceKind)Names.ToList().IndexOf(name);

    /// <summary>How a sentence says that this kind is needed.</summary>
    public static string Says(this EvidenceKind kind) => kind switch
    {
        EvidenceKind.Experts => "expert statistics (--experts)",
        EvidenceKind.HeldOut => "held-out expert statistics (--held-out)",
        EvidenceKind.Keep => "a cut (--keep or --plan)",
        EvidenceKind.Plan => "a pruning plan (--plan)",
        EvidenceKind.Model => "an architecture (--architecture)",
        EvidenceKind.Candidate => "a candidate model (--candidate)",
        EvidenceKind.Reference => "a reference model",
        EvidenceKind.Imatrix => "an importance matrix",
        EvidenceKind.Activations => "activations",
        EvidenceKind.Evaluations => "evaluation results",
        _ => "a baseline",
    };
}
