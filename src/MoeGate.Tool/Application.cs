using System.CommandLine;
using System.CommandLine.Help;
using MoeGate.Formats;
using MoeGate.Tool.Commands;

namespace MoeGate.Tool;

/// <summary>Parses the command line, runs one command, and turns whatever happens into an exit code.</summary>
public static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            return await InvokeAsync(args, terminal, cancellation);
        }
        catch (InputException e)
        {
            await terminal.Error.WriteLineAsync("moegate: " + e.Message);
            return ExitCode.Of(e.Kind);
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("moegate: cancelled");
            return ExitCode.Cancelled;
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            // Whoever read the output has seen enough.
            return ExitCode.Pass;
        }
#pragma warning disable CA1031 // The last resort: whatever reaches it is a defect, and says so with its stack.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await terminal.Error.WriteLineAsync($"moegate {Gate.Version}: a defect in moegate, please report it\n{e}");
            return ExitCode.Defect;
        }
        finally
        {
            await FlushAsync(terminal);
        }
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation)
    {
        var root = new RootCommand("MoeGate: the quality gate for compressed Mixture-of-Experts language models.")
        {
            CheckCommand.Create(terminal),
            MeasureCommand.Create(terminal),
            AnalyzeCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            MetricsCommand.Create(terminal),
            RulesCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            InitCommand.Create(terminal),
            SchemaCommand.Create(terminal),
            ReportCommand.Create(terminal),
            CompletionCommand.Create(terminal),
            MergeCommand.Create(),
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();

        var parsed = root.Parse([.. args]);
        if (parsed.Errors.Count > 0 && !args.Any(a => a is "--help" or "-h" or "-?" or "--version") && !(args.Count > 0 && args[0].StartsWith('[')))
            throw InputException.Usage(parsed.Errors[0].Message.TrimEnd('.'), Examples.Suggest(parsed));
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            cancellation);
    }

    private static async Task FlushAsync(Terminal terminal)
    {
        try
        {
            await terminal.Out.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The reader is gone; there is nobody left to tell.
        }
    }

    private static bool IsBrokenPipe(IOException error) => error.HResult is 32 or unchecked((int)0x8007006D);
}
