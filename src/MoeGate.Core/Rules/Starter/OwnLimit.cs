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

    /// <summary>Whether the limit holds values up; else it holds them down.</summary>
    public bool IsFloor => Metric.Better != Better.Lower;
}

/// <summary>Limits that belong together, with the sentence that stands over them and says why they leave so much room.</summary>
internal sealed record OwnSection(string Says, params IReadOnlyList<OwnLimit> Limits);
