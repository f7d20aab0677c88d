using System.Text;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>The reference pages are made from the catalog and the packs; with MOEGATE_UPDATE=1 they are rewritten.</summary>
public class GeneratedPages
{
    private const string Notice = "<!-- Made from the code by the tests; MOEGATE_UPDATE=1 dotnet test rewrites it. -->\n\n";

    [Fact]
    public void MetricsPageIsTheCatalog()
    {
        var page = new StringBuilder("# Metrics\n\n" + Notice);
        page.Append("Notation: a layer has E experts and routed T tokens to K experts each; cₑ is the number of tokens routed to expert e, sₑ its saliency\nscore, m = Σc ÷ E. The model's value of a layer metric is the mean over layers, with the least favourable layer beside it.\n\n");
        page.Append("| metric | unit | better | per | |\n|---|---|---|---|---|\n");
        foreach (var metric in Catalog.All)
            page.Append($"| [`{metric.Id}`](#{Anchor(metric.Id)}) | {metric.Unit.Name} | {Better(metric)} | {metric.Home.Name()} | {metric.Text.Title} |\n");
        foreach (var metric in Catalog.All)
        {
            page.Append($"\n## {metric.Id}\n\n{metric.Text.Title}.\n\n");
            page.Append($"- formula: {metric.Text.Formula}\n- unit: {metric.Unit.Name}; better: {Better(metric)}; measured per {string.Join(", ", metric.Scopes.Select(s => s.Name()))}\n");
            page.Append($"- needs: {metric.NeedsListed}\n- source: {metric.Text.Source}\n\n{metric.Text.Explanation}\n");
            if (metric.Text.Remedy.Length > 0) page.Append($"\nWhat to do: {metric.Text.Remedy}\n");
        }

        Repository.MustEqual(page.ToString(), "docs", "metrics.md");
    }

    [Fact]
    public void RulesPageIsTheBuiltInPacks()
    {
        var page = new StringBuilder("# Built-in rules\n\n" + Notice);
        page.Append("In force where there is no configuration file, and wherever one extends `moegate:release`. `moegate explain ID` prints the same.\n");
        foreach (var pack in RulePacks.Defaults().Build().GroupBy(r => r.Origin))
        {
            page.Append($"\n## {pack.Key}\n");
            foreach (var rule in pack)
            {
                page.Append($"\n### {rule.Id}: {rule.Title}\n\n");
                foreach (var (level, assertion) in rule.Assertions()) page.Append($"- {level.Name()} unless `{rule.Metric.Id}` {assertion.Text}{(rule.Allow is { } allow ? $", with {allow} allowed" : "")}\n");
                if (!rule.Selection.IsEverything) page.Append($"- selects: {rule.Selection.Text.Replace("*", "\\*", StringComparison.Ordinal)}\n");
                page.Append($"- requires: {rule.Requires.Listed()}\n\n{rule.Why}\n");
            }
        }

        Repository.MustEqual(page.ToString(), "docs", "rules.md");
    }

    [Fact]
    public void ConfigurationKeysAreThoseThatAreChecked()
    {
        var page = new StringBuilder("# Keys of a configuration\n\n" + Notice);
        page.Append("What they mean together, and the language of assertions, is on [the page about configuration](configuration.md).\n");
        foreach (var shape in new[] { ConfigurationShape.Root, ConfigurationShape.Evidence, ConfigurationShape.Parameters, ConfigurationShape.Rule, ConfigurationShape.Select, ConfigurationShape.Pack })
        {
            page.Append($"\n## {shape.Name}\n\n| key | value | |\n|---|---|---|\n");
            foreach (var key in shape.Keys) page.Append($"| `{key.Name}` | {key.Shape.Expected} | {key.Says.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        page.Append("\n## Report formats\n\n| format | |\n|---|---|\n");
        foreach (var reporter in Reporter.All) page.Append($"| `{reporter.Format}` | {reporter.About} |\n");
        Repository.MustEqual(page.ToString(), "docs", "keys.md");
    }

    [Theory]
    [InlineData("configuration")]
    [InlineData("pack")]
    [InlineData("waivers")]
    [InlineData("baseline")]
    [InlineData("results")]
    public void SchemasAreThoseOfTheShapes(string name) => Repository.MustEqual(Schemas.Text(name), "schema", $"moegate.{name}.schema.json");

    [Fact]
    public void ConfigurationNamesEveryReportFormat() =>
        Assert.Equal(Reporter.All.Select(r => r.Format), ConfigurationShape.ReportFormats);

    private static string Anchor(string id) => id.Replace(".", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal);

    private static string Better(Metric metric) => metric.Better == MoeGate.Metrics.Better.Neither ? "–" : metric.Better.ToString().ToLowerInvariant();
}
