namespace MoeGate.Metrics;

/// <summary>Why there is no number, which decides what a rule makes of it.</summary>
public enum Absence
{
    /// <summary>No error at all: satisfies every bound.</summary>
    Exact,

    /// <summary>The metric has no meaning here: left out of a rule and counted.</summary>
    NotApplicable,

    /// <summary>There should be a value and there is none: the rule has no data.</summary>
    Missing,
}

public static class Absences
{
    public static IReadOnlyList<string> Names { get; } = ["exact", "notApplicable", "missing"];

    public static string Name(this Absence absence) => Names[(int)absence];
}

/// <summary>Why a value is not available, in words.</summary>
public sealed record Unavailable(Absence Kind, string Reason);

/// <summary>One entry of a list behind a value: a domain, an expert, a column.</summary>
public sealed record Item(string Index, double Value);

/// <summary>What measuring gave: a finite number, or the reason why there is none; with what belongs beside it.</summary>
public sealed record Reading
{
    private Reading(double? value, Unavailable? unavailable)
    {
        Value = value;
        Unavailable = unavailable;
    }

    /// <summary>Finite; null where not available.</summary>
    public double? Value { get; }

    public Unavailable? Unavailable { get; }

    /// <summary>Whether a later figure can be held against it: a value, or that there was no error at all.</summary>
    public bool IsComparable => Value is not null || Unavailable!.Kind == Absence.Exact;

    /// <summary>The value that chance alone would give.</summary>
    public double? Expected { get; init; }

    /// <summary>The standard error of a figure of a sample.</summary>
    public double? Stderr { get; init; }

    /// <summary>Where an extreme stands: a domain, or the least favourable layer of a mean.</summary>
    public string? At { get; init; }

    /// <summary>What belongs to the figure in words: that it is over a part only, or low evidence.</summary>
    public string? Note { get; init; }

    /// <summary>Which error it measures, where there are several kinds.</summary>
    public string? ErrorOf { get; init; }

    /// <summary>Finite values alone: NaN and infinity are not values.</summary>
    public IReadOnlyList<Item> Items
    {
        get;
        init => field = value.All(i => double.IsFinite(i.Value)) ? value : [.. value.Where(i => double.IsFinite(i.Value))];
    } = [];

    /// <summary>A number; one that is not finite is missing, for NaN and infinity are not values.</summary>
    public static Reading Of(double value) =>
        double.IsFinite(value) ? new Reading(value, null) : Missing("the figures are too large or too small to compute it");

    public static Reading Exact(string reason) => new(null, new Unavailable(Absence.Exact, reason));

    public static Reading NotApplicable(string reason) => new(null, new Unavailable(Absence.NotApplicable, reason));

    public static Reading Missing(string reason) => new(null, new Unavailable(Absence.Missing, reason));

    public static implicit operator Reading(double value) => Of(value);
}
