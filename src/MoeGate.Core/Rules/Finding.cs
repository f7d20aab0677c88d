using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>What became of a rule.</summary>
public enum Outcome
{
    /// <summary>Violated at level error.</summary>
    Fail,

    /// <summary>Violated at level warning.</summary>
    Warning,

    /// <summary>Nothing to judge by, where there should have been.</summary>
    NoData,

    /// <summary>Violated, and excused by a waiver in force.</summary>
    Waived,

    Pass,

    /// <summary>The evidence that it requires was not given, or the metric has no meaning here.</summary>
    NotApplicable,
}

public static class Outcomes
{
    public static IReadOnlyList<string> Names { get; } = ["fail", "warning", "noData", "waived", "pass", "notApplicable"];

    public static string Name(this Outcome outcome) => Names[(int)outcome];
}

/// <summary>A subject and its value, in a finding's list of the worst.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Value">Its value.</param>
/// <param name="At">Where in it: the held-out domain that is the least favourable.</param>
/// <param name="Then">Its value in the baseline that it is held against.</param>
public sealed record SubjectValue(Subject Subject, double Value, string? At = null, double? Then = null)
{
    /// <summary>The subject's name, and the place within it.</summary>
    public string Label => At is null ? Subject.Name : $"{Subject.Name} ({At})";

    /// <summary>The value as a report writes it, and what it was.</summary>
    public string Figure(Unit unit) => Metrics.Figure.Format(Value, unit) + (Then is { } then ? $" (was {Metrics.Figure.Format(then, unit)})" : "");
}

/// <summary>What one rule says of one group of subjects.</summary>
public sealed record Finding
{
    /// <summary>Subjects listed as the worst; the number of all stands beside them.</summary>
    public const int MostWorst = 10;

    public required Rule Rule { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The level of the assertion that decided, or of having no data.</summary>
    public required Level Level { get; init; }

    /// <summary>The subject that decided, or the group, or the model.</summary>
    public required Subject Subject { get; init; }

    /// <summary>The group's name where the rule has <c>groupBy</c>.</summary>
    public string? Group { get; init; }

    /// <summary>The aggregate's value.</summary>
    public double? Actual { get; init; }

    /// <summary>The unit of <see cref="Actual"/>.</summary>
    public Unit Unit { get; init; } = Unit.None;

    /// <summary>What the baseline had in the place of <see cref="Actual"/>, where the rule compares with one.</summary>
    public double? Baseline { get; init; }

    /// <summary>The waivers that excused subjects of it.</summary>
    public IReadOnlyList<Excuse> Excuses { get; init; } = [];

    /// <summary>The assertion that decided.</summary>
    public Assertion? Limit { get; init; }

    /// <summary>The worst first.</summary>
    public IReadOnlyList<SubjectValue> Worst { get; init; } = [];

    /// <summary>Subjects that by themselves lie beyond the limit.</summary>
    public int Beyond { get; init; }

    /// <summary>Subjects that had a value or were exact.</summary>
    public int Judged { get; init; }

    /// <summary>Subjects left out because the metric has no meaning for them.</summary>
    public int LeftOut { get; init; }

    /// <summary>Subjects that the baseline does not have, so that they were not judged.</summary>
    public int New { get; init; }

    /// <summary>One line that says it all.</summary>
    public required string Message { get; init; }
}
