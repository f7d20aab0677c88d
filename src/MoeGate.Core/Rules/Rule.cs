using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>A rule, checked and ready to be held against measurements.</summary>
public sealed record Rule
{
    /// <summary>The prefix of the built-in rules' ids.</summary>
    public const string BuiltInPrefix = "MG";

    public required string Id { get; init; }

    public required Metric Metric { get; init; }

    public string Title { get; init; } = "";

    /// <summary>Why the limit is where it is and what it means when it is passed.</summary>
    public string Why { get; init; } = "";

    /// <summary>The assertion whose violation fails the gate.</summary>
    public Assertion? Error { get; init; }

    /// <summary>The assertion whose violation only warns.</summary>
    public Assertion? Warning { get; init; }

    public Scope Scope { get; init; }

    public Selection Selection { get; init; } = Selection.Everything;

    /// <summary>layer, role, type, expert or subject: one verdict per group; null for one in all.</summary>
    public string? GroupBy { get; init; }

    public Tolerance? Allow { get; init; }

    /// <summary>What a rule without data is worth.</summary>
    public Level OnNoData { get; init; } = Level.Error;

    /// <summary>Evidence without which the rule is not applicable.</summary>
    public EvidenceKind Requires { get; init; }

    /// <summary>The pack or file that defined it first.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Where the user's files state it: the rule itself, or the <c>extends</c> entry that brought it in.</summary>
    public Place Place { get; init; }

    /// <summary>Whether a rule may be called so: a letter, then letters, digits, _ or -.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Whether it is about this subject.</summary>
    public bool Selects(Subject subject, LayerShare layers) => Selection.Matches(subject, layers, ofAllTypes: Metric.IsOfOneType);

    /// <summary>Whether any of its assertions asks for a baseline.</summary>
    public bool ComparesWithBaseline => Assertions().Any(a => a.Assertion.Operand.IsBaseline);

    /// <summary>What of it can be judged without a baseline; null where that is nothing.</summary>
    public Rule? WithoutBaseline()
    {
        var rule = this with { Error = Error is { Operand.IsBaseline: true } ? null : Error, Warning = Warning is { Operand.IsBaseline: true } ? null : Warning };
        return rule.Error is null && rule.Warning is null ? null : rule;
    }

    /// <summary>What it requires and there is not, so that it is not applicable.</summary>
    public EvidenceKind Lacks(EvidenceKind kinds)
    {
        var lacking = Requires & ~kinds;

        // An importance matrix knows the power of activations, which is all that some metrics ask of them.
        return lacking == EvidenceKind.Activations && Metric.CanMeasure(kinds) ? EvidenceKind.None : lacking;
    }

    /// <summary>The assertions there are, the more severe first.</summary>
    public IEnumerable<(Level Level, Assertion Assertion)> Assertions()
    {
        if (Error is not null) yield return (Level.Error, Error);
        if (Warning is not null) yield return (Level.Warning, Warning);
    }
}
