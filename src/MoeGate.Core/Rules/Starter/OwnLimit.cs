using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Rules.Starter;

/// <summary>A figure that a limit can be made of, and how.</summary>
/// <param name="Number">The first of its rules is called <c>OWN</c> and this.</param>
/// <param name="Id">The metric.</param>
/// <param name="Aggregate">How the values of many subjects become the figure.</param>
/// <param name="Margin">How much room the limit leaves.</param>
internal sealed record OwnLimit(int Number, string Id, string Aggregate, Margin Margin)
{
    public Metric Metric { get; } = Catalog.Find(Id)!;

    /// <summary><c>role</c> or <c>subject</c>: those that differ much get limits of their own; null for one limit in all.</summary>
    public string? By { get; init; }

    /// <summary>Evidence beside which the figure says nothing of the candidate.</summary>
    public EvidenceKind Without { get; init; }

    /// <summary>A metric that says more, so that subjects which have a value of it need no limit on this one.</summary>
    public string? Unless { get; init; }

    /// <summary>Whether values of a subject count: those of vectors do not where only matrices are ever quantized.</summary>
    public bool MatricesOnly { get; init; }

    /// <summary>Whether the same file has the same figure in every run, to the last digit, so that a margin asked for all does not mean it.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the limit holds values up; else it holds them down.</summary>
    public bool IsFloor => Metric.Better != Better.Lower;
}

/// <summary>Limits that belong together.</summary>
/// <param name="Says">The sentence that stands over them.</param>
/// <param name="Room">Why they leave so much room: said where nobody asked for another.</param>
/// <param name="Limits">The limits.</param>
internal sealed record OwnSection(string Says, string Room, params IReadOnlyList<OwnLimit> Limits)
{
    /// <summary>What stands over the limits where a margin was asked for, or was not.</summary>
    public string Heading(bool hasOwnMargin) => hasOwnMargin && !Limits.All(l => l.IsExact) ? Says : $"{Says} {Room}";
}
