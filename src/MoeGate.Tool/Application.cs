using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using MoeGate.Formats;
using MoeGate.Tool.Commands;

namespace MoeGate.Tool;

/// <summary>Parses the command line, runs one command, and turns whatever happens into an exit code.</summary>
public static class Application
{
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            var exitCode = Invoke(args, terminal);
            terminal.Out.Flush();
            return exitCode;
        }
        catch (InputException e)
        {
            terminal.Error.WriteLine("moegate: " + e.Message);
            return ExitCode.Of(e.Kind);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("moegate: cancelled");
            return ExitCode.Cancelled;
        }
        catch (IOException e)
        {
            // Files say for themselves that they cannot be read or written. A reader that has gone away is no error of the console's.
            terminal.Error.WriteLine("moegate: standard output cannot be written: " + e.Message.TrimEnd('.'));
            return ExitCode.Usage;
        }
#pragma warning disable CA1031 // The last resort: whatever reaches it is a defect, and says so with its stack.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine($"moegate {Gate.Version}: a defect in moegate, please report it\n{e}");
            return ExitCode.Defect;
        }
    }

    private static int Invoke(IReadOnlyList<string> args, Terminal terminal)
    {
        var root = new RootCommand("MoeGate: the quality gate for compressed Mixture-of-Experts language models.")
        {
            CheckCommand.Create(terminal),
            MeasureCommand.Create(terminal),
            MergeCommand.Create(terminal),
            AnalyzeCommand.Create(terminal),
            CompareCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            MetricsCommand.Create(terminal),
            RulesCommand.Create(terminal),
            TypesCommand.Create(terminal),
            DevicesCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            InitCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            SchemaCommand.Create(terminal),
            ReportCommand.Create(terminal),
            BaselineCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();

        MustBeAPosition(args);
        MustBeACommand(root, args);
        var parsed = root.Parse([.. args], new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (!(args.Count > 0 && args[0].StartsWith('['))) MustBeOptions(parsed);
        if (parsed.Action is ParseErrorAction)
            throw InputException.Usage(parsed.Errors[0].Message.TrimEnd('.'), Examples.Suggest(parsed));
        return parsed.Invoke(
            new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>The directive by which shells ask for completions takes a position, and trusts it.</summary>
    private static void MustBeAPosition(IReadOnlyList<string> args)
    {
        const string suggest = "[suggest:";
        if (args.Count == 0 || !args[0].StartsWith(suggest, StringComparison.Ordinal)) return;
        if (!int.TryParse(args[0].AsSpan(suggest.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw InputException.Usage($"{args[0]} is not [suggest:POSITION]");
    }

    /// <summary>A first word that is no command is said to be none, by name.</summary>
    private static void MustBeACommand(RootCommand root, IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].Length == 0 || args[0][0] is '-' or '[') return;
        var commands = root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        if (!root.Subcommands.Any(c => c.Name == args[0]))
            throw InputException.Usage($"\"{args[0]}\" is not a command of this version", Nearest.To(args[0], commands) is { } near ? $"did you mean {near}?" : "moegate --help lists them");
    }

    /// <summary>What begins with two dashes and a letter is an option, and a misspelt one is not taken for a file, unless <c>--</c> stands before it.</summary>
    private static void MustBeOptions(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is HelpWithExamples || !command.TreatUnmatchedTokensAsErrors) return;
        var words = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Where(t => t.Type == TokenType.Argument).Select(t => t.Value);
        if (words.FirstOrDefault(w => w is ['-', '-', var first, ..] && char.IsAsciiLetter(first)) is not { } stray) return;
        var names = command.Options.Where(o => !o.Hidden).Select(o => o.Name).ToList();
        if (names.Contains(stray)) throw InputException.Usage($"{stray} stands where a value is wanted", "give the option before it its value");
        var near = Nearest.To(stray, names);
        throw InputException.Usage($"\"{stray}\" is not an option of {Examples.Name(parsed)}", near is null ? Examples.Suggest(parsed) : $"did you mean {near}?");
    }
}
