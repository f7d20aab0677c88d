using MoeGate.Formats.Json;

namespace MoeGate.Rules.Starter;

/// <summary>A rule as a starter configuration states it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metric">What it judges.</param>
/// <param name="SelectBy">The key of its selection.</param>
/// <param name="Selected">The patterns of its selection; none for everything.</param>
/// <param name="Assert">The assertion.</param>
/// <param name="Why">What was measured, where it is worst, and how much room the limit leaves.</param>
internal sealed record OwnRule(string Id, string Metric, string? SelectBy, IReadOnlyList<string> Selected, string Assert, string Why)
{
    /// <summary>Two lines of JSON, with a comma behind them.</summary>
    public string Text
    {
        get
        {
            var select = Selected.Count == 0 ? "" : $"\"select\": {{ {JsonText.Quote(SelectBy!)}: {Patterns} }}, ";
            return $"    {{ \"id\": {JsonText.Quote(Id)}, \"metric\": {JsonText.Quote(Metric)}, {select}\"assert\": {JsonText.Quote(Assert)},\n      \"why\": {JsonText.Quote(Why)} }},\n";
        }
    }

    private string Patterns => Selected.Count == 1 ? JsonText.Quote(Selected[0]) : "[" + string.Join(", ", Selected.Select(JsonText.Quote)) + "]";
}
