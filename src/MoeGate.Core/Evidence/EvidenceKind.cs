namespace MoeGate.Evidence;

/// <summary>The kinds of evidence that a rule may require and a metric may need; a value is a set of them.</summary>
[Flags]
public enum EvidenceKind
{
    None = 0,

    /// <summary>Expert statistics of the calibration text.</summary>
    Experts = 1 << 0,

    /// <summary>Expert statistics of at least one held-out text.</summary>
    HeldOut = 1 << 1,

    /// <summary>A cut: a ratio or a count of experts to keep, or a plan.</summary>
    Keep = 1 << 2,

    /// <summary>A plan that names the kept experts.</summary>
    Plan = 1 << 3,

    /// <summary>The model's architecture.</summary>
    Model = 1 << 4,

    Candidate = 1 << 5,
    Reference = 1 << 6,
    Imatrix = 1 << 7,
    Activations = 1 << 8,
    Evaluations = 1 << 9,
    Baseline = 1 << 10,
}

public static class EvidenceKinds
{
    /// <summary>As configurations spell them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["experts", "heldOut", "keep", "plan", "model", "candidate", "reference", "imatrix", "activations", "evaluations", "baseline"];

    /// <summary>The name of one kind.</summary>
    public static string Name(this EvidenceKind kind) => Names[int.Log2((int)kind)];

    /// <summary>The kind of a name that is one of <see cref="Names"/>.</summary>
    public static EvidenceKind Parse(string name) => (EvidenceKind)(1 << Names.ToList().IndexOf(name));

    /// <summary>The kinds in a set, each by itself.</summary>
    public static IEnumerable<EvidenceKind> Each(this EvidenceKind kinds)
    {
        for (var i = 0; i < Names.Count; i++)
            if (((int)kinds >> i & 1) == 1)
                yield return (EvidenceKind)(1 << i);
    }

    /// <summary>The names of a set, with commas.</summary>
    public static string Listed(this EvidenceKind kinds) => string.Join(", ", kinds.Each().Select(Name));

    /// <summary>How a sentence says that all of these are needed.</summary>
    public static string Says(this EvidenceKind kinds) => string.Join(" and ", kinds.Each().Select(k => k switch
    {
        EvidenceKind.Experts => "expert statistics (--experts)",
        EvidenceKind.HeldOut => "held-out expert statistics (--held-out)",
        EvidenceKind.Keep => "a cut (--keep or --plan)",
        EvidenceKind.Plan => "a pruning plan (--plan)",
        EvidenceKind.Model => "an architecture (--architecture)",
        EvidenceKind.Candidate => "a candidate model (--candidate)",
        EvidenceKind.Reference => "a reference model (--reference)",
        EvidenceKind.Imatrix => "an importance matrix (--imatrix)",
        EvidenceKind.Activations => "activations (--activations)",
        EvidenceKind.Evaluations => "evaluations (--evaluation)",
        _ => "a baseline",
    }));
}
