using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>A value and what it is held against.</summary>
/// <param name="Of">The subject and its value.</param>
/// <param name="Limit">What it is allowed: of <c>each</c> and a baseline its own limit, else that of all.</param>
/// <param name="Then">Its value in the baseline, where that is asked for.</param>
/// <param name="WasExact">Whether there was no error at all in the baseline, so that any is worse.</param>
internal readonly record struct Held(SubjectValue Of, double Limit, double? Then = null, bool WasExact = false)
{
    public bool Holds(Comparison comparison) => !WasExact && comparison.Holds(Of.Value, Limit);

    public double Badness(Comparison comparison) => WasExact ? double.PositiveInfinity : comparison.Badness(Of.Value, Limit);
}

/// <summary>The values of one group and what they are held against: a number, or the figures of a baseline.</summary>
internal sealed record Sides
{
    /// <summary>Of subjects that have a value, and where a baseline is asked also had a figure then.</summary>
    public required IReadOnlyList<Held> Values { get; init; }

    /// <summary>Subjects that satisfy every bound.</summary>
    public required int Exact { get; init; }

    /// <summary>Subjects that should have a value and have none.</summary>
    public required int Missing { get; init; }

    /// <summary>Subjects for which the metric has no meaning.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Subjects that the baseline does not know.</summary>
    public int New { get; init; }

    /// <summary>All that are judged, or should be.</summary>
    public int Subjects => Values.Count + Exact + Missing;

    /// <summary>The baseline's value of the aggregate; null without a baseline, and for <c>each</c>.</summary>
    public double? Then { get; init; }

    /// <summary>What the aggregate is held against.</summary>
    public required double Limit { get; init; }

    /// <summary>Without those figures, whose violation somebody excused.</summary>
    public Sides Without(IEnumerable<SubjectValue> figures)
    {
        var excused = figures.ToHashSet();
        return this with { Values = [.. Values.Where(v => !excused.Contains(v.Of))] };
    }

    /// <summary>From the worst to the best.</summary>
    public IEnumerable<Held> Ordered(Comparison comparison) => Values.OrderByDescending(v => v.Badness(comparison)).ThenBy(v => v.Of.Subject);

    /// <summary>The values that an aggregate is over: not those that only a baseline's exactness condemns.</summary>
    public double[] Numbers => [.. Values.Where(v => !v.WasExact).Select(v => v.Of.Value)];

    public static Sides Of(Rule rule, IReadOnlyList<Measurement> selected, Assertion assertion, Earlier? earlier)
    {
        var operand = assertion.Operand;
        var isCompared = operand.IsBaseline && !assertion.Aggregate.IsCount;
        var values = new List<Held>();
        var (exact, missing, unknown) = (0, 0, 0);
        foreach (var measurement in selected)
        {
            var reading = measurement.Reading;
            if (reading.Unavailable?.Kind == Absence.Missing || isCompared && earlier!.Incomparable(measurement.Subject) is not null)
            {
                missing++;
                continue;
            }

            if (!reading.IsComparable) continue;
            var then = isCompared ? earlier![measurement] : null;
            if (isCompared && then is null) unknown++;
            else if (reading.Value is not { } value) exact++;
            else values.Add(Hold(measurement, value, then));
        }

        var sides = new Sides { Values = values, Exact = exact, Missing = missing, New = unknown, LeftOut = selected.Count - values.Count - exact - missing - unknown, Limit = operand.Number };
        if (!operand.IsBaseline || assertion.Aggregate.IsEach) return sides;
        var earlierValue = assertion.Aggregate.IsCount ? earlier!.Then.Count : Aggregated(assertion, values);
        var limit = operand.From(earlierValue);
        return sides with { Then = earlierValue, Limit = limit, Values = [.. values.Select(v => v with { Limit = limit })] };

        Held Hold(Measurement of, double value, Reading? then) => new(
            new SubjectValue(of.Subject, value, rule.Metric.IsPattern ? of.Metric.Id : of.Reading.At, then?.Value),
            isCompared ? operand.From(then!.Value ?? 0) : operand.Number,
            then?.Value,
            isCompared && then!.Value is null);
    }

    /// <summary>The baseline's values of the same subjects; not a number where there are none.</summary>
    private static double Aggregated(Assertion assertion, List<Held> values)
    {
        var then = values.Where(v => v.Then is not null).Select(v => v.Then!.Value).ToArray();
        return then.Length == 0 ? double.NaN : assertion.Aggregate.Of(then);
    }
}
