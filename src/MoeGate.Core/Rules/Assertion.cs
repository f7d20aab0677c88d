using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>What must hold: <c>aggregate op operand</c>, such as <c>min >= 0.5pp</c>.</summary>
/// <param name="Text">As it was written.</param>
public sealed record Assertion(string Text, Aggregate Aggregate, Comparison Comparison, Operand Operand)
{
    /// <summary>Parses and checks against the metric: known aggregate and operator, a unit that fits, a side that may be bounded.</summary>
    /// <exception cref="InputException">At the assertion's place.</exception>
    public static Assertion Parse(JsonItem item, Metric metric)
    {
        var text = item.Text.Trim();
        var at = text.IndexOfAny(['<', '>', '=', '!']);
        var symbol = at < 0 ? null : Comparison.Symbols.FirstOrDefault(s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
        if (symbol is null)
            throw item.Error($"\"{text}\" is not an assertion", "write AGGREGATE OP NUMBER, such as min >= 0.5; operators are < <= > >= == !=");

        var name = text[..at].Trim();
        if (Aggregate.Parse(name) is not { } aggregate)
            throw item.Error($"aggregate \"{name}\" is not known", Nearest.Hint(name, [.. Aggregate.Names]));

        // A count is a pure number whatever the metric's unit.
        var unit = aggregate.IsCount ? Unit.None : metric.Unit;
        if (Operand.Parse(text[(at + symbol.Length)..].Trim(), unit, out var error) is not { } operand)
            throw item.Error(error.What, error.Remedy);

        var comparison = new Comparison(symbol);
        if (aggregate.HasDirection && (metric.Better == Better.Higher && comparison.IsUpper || metric.Better == Better.Lower && comparison.IsLower))
            throw item.Error(
                $"\"{text}\" bounds the good side of {metric.Id}, of which {(metric.Better == Better.Higher ? "higher" : "lower")} is better",
                $"turn the operator round: {name} {(comparison.IsUpper ? ">" : "<")}{symbol[1..]} …");
        return new Assertion(text, aggregate, comparison, operand);
    }

    /// <summary>Whether it bounds every subject by itself: a violation is that of single subjects, and more of them could not undo it.</summary>
    public bool BoundsEach => Aggregate.IsEach || Aggregate.Name == "min" && Comparison.IsLower || Aggregate.Name == "max" && Comparison.IsUpper;

    /// <summary>The part behind the aggregate, as it was written: <c>>= 0.5pp</c>.</summary>
    public string Limit => Text[Text.IndexOf(Comparison.Symbol, StringComparison.Ordinal)..];
}
