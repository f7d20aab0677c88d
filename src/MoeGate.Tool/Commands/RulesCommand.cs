using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reports;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate rules</c>: the rules in force, of a configuration or the built-in ones.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal)
    {
        var configuration = new Argument<string?>("moegate.json") { Description = "A configuration; the built-in rules where none is named.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("rules", "List the rules in force.").WithExamples("moegate rules", "moegate rules moegate.json", "moegate explain MG101");
        command.Arguments.Add(configuration);
        command.SetAction(parsed =>
        {
            var drafts = ConfigurationFile.RulesOf(parsed.GetValue(configuration));
            var table = new TextTable("rule", "metric", "error", "warning", "requires", "from", "what it says");
            foreach (var rule in drafts.Build())
                table.Add(
                    rule.Id, rule.Metric.Id, Plain.Text(rule.Error?.Text ?? ""), Plain.Text(rule.Warning?.Text ?? ""),
                    rule.Requires.Listed(), Plain.Text(rule.Origin), Plain.Text(rule.Title));
            table.Write(terminal.Out, terminal.Style(), "");
            return ExitCode.Pass;
        });
        return command;
    }
}
