using System.CommandLine;
using System.CommandLine.Completions;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate explain</c>: what a metric or a rule means.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "A metric, such as pruning.vs_random, or a rule, such as MG101.", HelpName = "ID" };
        id.CompletionSources.Add(_ => Catalog.All.Select(m => m.Id).Concat(RulePacks.BuiltInIds).Select(i => new CompletionItem(i)));
        var configuration = ConfigurationOption();
        var command = new Command("explain", "What a metric or a rule means: formula, source, and what to do.").WithExamples(
            "moegate explain profile.dispersion", "moegate explain MG202", "moegate explain T201 --config moegate.json");
        command.Arguments.Add(id);
        command.Options.Add(configuration);
        command.SetAction(parsed =>
        {
            Explain(parsed.GetValue(id)!, parsed.GetValue(configuration), terminal);
            return ExitCode.Pass;
        });
        return command;
    }

    private static Option<string> ConfigurationOption() => new("--config") { Description = "The configuration whose rules are meant; the built-in ones where it is left out.", HelpName = "FILE" };

    private static void Explain(string id, string? configuration, Terminal terminal)
    {
        if (Catalog.Find(id) is { } metric)
        {
            WriteMetric(metric, terminal);
            return;
        }

        var rules = ConfigurationFile.RulesOf(configuration).Build();
        var rule = rules.FirstOrDefault(r => r.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw InputException.Usage(
                $"\"{id}\" is neither a metric nor a rule",
                Nearest.To(id, [.. Catalog.All.Select(m => m.Id), .. rules.Select(r => r.Id)]) is { } near ? $"did you mean {near}?" : "moegate metrics and moegate rules list them");
        WriteRule(rule, terminal);
        terminal.Out.Write("\n");
        WriteMetric(rule.Metric, terminal);
    }

    private static void WriteRule(Rule rule, Terminal terminal)
    {
        terminal.Out.Write($"{terminal.Style().Paint(rule.Id, Color.Bold)}  {Plain.Text(rule.Title)}\n\n");
        foreach (var (level, assertion) in rule.Assertions()) Fact(terminal, level.Name(), assertion.Text);
        Fact(terminal, "metric", rule.Metric.Id);
        if (!rule.Selection.IsEverything) Fact(terminal, "select", rule.Selection.Text);
        if (rule.Scope != rule.Metric.Home) Fact(terminal, "scope", rule.Scope.Name());
        if (rule.GroupBy is not null) Fact(terminal, "group by", rule.GroupBy);
        if (rule.Allow is { } allow) Fact(terminal, "allows", allow.ToString());
        if (rule.Requires != EvidenceKind.None) Fact(terminal, "requires", rule.Requires.Listed());
        Fact(terminal, "no data is", rule.OnNoData.Name());
        Fact(terminal, "from", rule.Origin);
        if (rule.Why.Length > 0) Paragraph(terminal, rule.Why);
    }

    private static void WriteMetric(Metric metric, Terminal terminal)
    {
        var text = metric.Text;
        terminal.Out.Write($"{terminal.Style().Paint(metric.Id, Color.Bold)}  {text.Title}\n\n");
        Fact(terminal, "formula", text.Formula);
        Fact(terminal, "unit", metric.Unit.Name);
        Fact(terminal, "better", metric.Better == Better.Neither ? "neither; a rule may bound either side" : metric.Better.ToString().ToLowerInvariant());
        Fact(terminal, "measured per", string.Join(", ", metric.Scopes.Select(s => s.Name())));
        Fact(terminal, "needs", metric.NeedsListed);
        Fact(terminal, "source", text.Source);
        Paragraph(terminal, text.Explanation);
        if (text.Remedy.Length > 0) Paragraph(terminal, "What to do: " + text.Remedy);
    }

    private static void Fact(Terminal terminal, string name, string value) => terminal.Out.Write($"  {name,-13}{Plain.Text(value)}\n");

    private static void Paragraph(Terminal terminal, string text)
    {
        terminal.Out.Write("\n");
        foreach (var line in Wrapping.Lines(text, 98)) terminal.Out.Write($"  {Plain.Text(line)}\n");
    }
}
