using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>The one line of a finding.</summary>
internal static class Wording
{
    /// <param name="finding">All that was found.</param>
    /// <param name="extreme">The subject that decided, where one did.</param>
    /// <param name="limit">What the figure was held against.</param>
    /// <param name="wasExact">Whether it is worse than a baseline that had no error at all.</param>
    /// <param name="allowed">Exceptions that the rule tolerates.</param>
    /// <param name="subjects">How many subjects were judged.</param>
    /// <param name="unknown">How many the baseline does not know.</param>
    /// <param name="notes">What is said beside the values.</param>
    public static string Of(Finding finding, SubjectValue? extreme, double limit, bool wasExact, int allowed, int subjects, int unknown, string? notes)
    {
        var assertion = finding.Limit!;
        var aggregate = assertion.Aggregate;
        var metric = finding.Rule.Metric;
        var actual = finding.Actual!.Value;
        var figure = aggregate.IsCount ? Figure.Number(actual) : wasExact ? Figure.Format(actual, metric.Unit) : Figure.Apart(actual, limit, metric.Unit);
        var what = aggregate.IsEach ? $"{metric.Id}: worst is {figure} at {extreme!.Label}"
            : subjects == 1 && !aggregate.IsCount ? $"{metric.Id} is {figure}{(extreme?.At is null ? "" : $" at {extreme.At}")}"
            : wasExact ? $"{metric.Id} is {figure} at {extreme!.Label}"
            : $"{aggregate.Name} {metric.Id} is {figure}{(extreme is null ? "" : $" at {extreme.Label}")}";
        var said = new List<string>();
        if (wasExact) said.Add("exact in the baseline");
        if (aggregate.IsExtreme && subjects > 1 && finding.Beyond > 0) said.Add($"{finding.Beyond} of {subjects} beyond it{(allowed > 0 ? $", {allowed} allowed" : "")}");
        if (finding.LeftOut > 0) said.Add($"{finding.LeftOut} not applicable");
        if (unknown > 0) said.Add($"{unknown} new, which the baseline does not have");
        if (notes is not null) said.Add(notes);
        return $"{(finding.Group is null ? "" : finding.Group + ": ")}{what}, limit {assertion.Limit}{Resolved(assertion, metric, limit, wasExact)}{(said.Count == 0 ? "" : $" ({string.Join("; ", said)})")}";
    }

    /// <summary>What is said beside the values: low evidence, a sample, a part only.</summary>
    public static string? Notes(IReadOnlyList<Measurement> selected)
    {
        var notes = selected.Where(m => m.Reading.Value is not null).Select(m => m.Reading.Note).OfType<string>().Distinct().ToList();
        return notes.Count switch { 0 => null, 1 => notes[0], _ => $"{notes[0]}, and {notes.Count - 1} more notes" };
    }

    /// <summary>The number that a limit on the baseline comes to.</summary>
    private static string Resolved(Assertion assertion, Metric metric, double limit, bool wasExact) =>
        !assertion.Operand.IsBaseline || wasExact ? ""
        : $" = {(assertion.Aggregate.IsCount ? Figure.Number(limit) : Figure.Format(limit, metric.Unit))}";
}
