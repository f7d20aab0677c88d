using System.CommandLine;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate config</c>: the resolved configuration, and where each value came from.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        var configuration = new Argument<string>("moegate.json") { Description = "The configuration.", DefaultValueFactory = _ => ConfigurationFile.DefaultName };
        var command = new Command("config", "Check a configuration and print it resolved, with the place that each value came from.").WithExamples(
            "moegate config", "moegate config release/moegate.json");
        command.Arguments.Add(configuration);
        command.SetAction(parsed =>
        {
            var file = ConfigurationFile.Read(parsed.GetValue(configuration)!);
            terminal.Out.Write(ResolvedConfiguration.Text(file));
            return ExitCode.Pass;
        });
        return command;
    }
}
