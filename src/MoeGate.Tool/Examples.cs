using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace MoeGate.Tool;

/// <summary>The examples that a command's help ends with.</summary>
public static class Examples
{
    private static readonly ConditionalWeakTable<Command, string[]> examples = [];

    public static Command WithExamples(this Command command, params string[] lines)
    {
        examples.Add(command, lines);
        return command;
    }

    public static IReadOnlyList<string> Of(Command command) => examples.TryGetValue(command, out var lines) ? lines : [];

    /// <summary>What to do about a command line that cannot be parsed.</summary>
    public static string Suggest(ParseResult parsed) => $"{Name(parsed)} --help lists what there is";

    /// <summary>The command with all its words.</summary>
    public static string Name(ParseResult parsed) => string.Join(' ', Path(parsed).Prepend("moegate"));

    private static IEnumerable<string> Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null && at.Command is not RootCommand; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(at.Command.Name);
        return names;
    }
}

/// <summary>The usual help, and the command's examples under it.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction help = new();

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var lines = Examples.Of(parseResult.CommandResult.Command);
        var output = parseResult.InvocationConfiguration.Output;
        if (lines.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (var line in lines) output.WriteLine("  " + line);
            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine("Exit codes: 0 pass, 1 a rule was violated, 2 usage or configuration, 3 could not decide, 70 defect, 130 cancelled.");
            output.WriteLine();
        }

        return exitCode;
    }
}
