using System.CommandLine;
using MoeGate.Formats;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate merge</c> is part of the plan and not of this version: refused by name, with one line.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var command = new Command("merge", "Not part of this version.") { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        command.SetAction((Func<ParseResult, int>)(_ => throw InputException.Usage("merge is not part of this version", "measure in one piece")));
        return command;
    }
}
