using System.Text.Json.Nodes;

namespace MoeGate.Tests.Support;

/// <summary>The measurements of a results document that a run printed.</summary>
internal sealed class Measured
{
    private readonly Dictionary<(string Metric, string Subject), JsonNode> measurements;

    private Measured(string json)
    {
        Document = JsonNode.Parse(json)!;
        measurements = Document["measurements"]!.AsArray().ToDictionary(m => ((string)m!["metric"]!, (string)m["subject"]!), m => m!);
    }

    public JsonNode Document { get; }

    public IEnumerable<string> Subjects => measurements.Keys.Select(k => k.Subject).Distinct();

    /// <summary>Measures with a report on standard output, and passes.</summary>
    public static Measured By(params string[] args)
    {
        var run = Moegate.Run(["measure", .. args, "--report", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return new Measured(run.Out);
    }

    public bool Has(string metric, string subject) => measurements.ContainsKey((metric, subject));

    public double Value(string metric, string subject) => (double)measurements[(metric, subject)]["value"]!;

    /// <summary>Kind and reason, such as "missing: stored as q4_K".</summary>
    public string Unavailable(string metric, string subject) =>
        measurements[(metric, subject)]["unavailable"] is { } why ? $"{why["kind"]}: {why["reason"]}" : $"a value, {measurements[(metric, subject)]["value"]}";

    /// <summary>What is said beside the figure; null where nothing is.</summary>
    public string? Note(string metric, string subject) => (string?)measurements[(metric, subject)]["note"];

    /// <summary>Of one subject: metric and what was measured.</summary>
    public SortedDictionary<string, string> Of(string subject) =>
        new(measurements.Where(m => m.Key.Subject == subject).ToDictionary(m => m.Key.Metric, m => m.Value.ToJsonString()), StringComparer.Ordinal);
}
