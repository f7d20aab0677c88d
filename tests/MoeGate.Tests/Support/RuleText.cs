using System.Text;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tests.Support;

/// <summary>Rules as a configuration states them.</summary>
internal static class RuleText
{
    /// <summary>The rules of a configuration of these rules alone.</summary>
    public static IReadOnlyList<Rule> Parse(string rules)
    {
        using var folder = new TestFolder();
        return ConfigurationFile.Read(folder.Write("moegate.json", $$"""{ "rules": [{{rules}}] }""")).Rules(null, []).Build();
    }

    /// <summary>The one finding of one rule.</summary>
    public static Finding Judged(string rule, MetricSet metrics, Circumstances? circumstances = null) => Assert.Single(MoeGate.Rules.Judge.Findings(Parse(rule), metrics, circumstances));

    public static Assertion Assertion(string text, string metric) => MoeGate.Rules.Assertion.Parse(Item(text), Catalog.Find(metric)!);

    /// <summary>What is wrong with an assertion.</summary>
    public static string Fault(string text, string metric) => Assert.Throws<InputException>(() => Assertion(text, metric)).Message;

    public static JsonItem Item(string text) => Json(System.Text.Json.JsonSerializer.Serialize(text));

    public static JsonItem Json(string json) => JsonFile.Parse(Encoding.UTF8.GetBytes(json), "rules.json", "", InputKind.Configuration);
}
