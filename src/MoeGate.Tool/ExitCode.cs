using MoeGate.Formats;

namespace MoeGate.Tool;

/// <summary>One verdict, one exit code, the same in the tool, the build task and the action.</summary>
public static class ExitCode
{
    public const int Pass = 0;
    public const int Violated = 1;
    public const int Usage = 2;
    public const int Undecided = 3;
    public const int Defect = 70;
    public const int Cancelled = 130;

    /// <summary>From a pass to what says least about the model.</summary>
    private static readonly int[] ranking = [Pass, Undecided, Violated, Usage, Cancelled, Defect];

    /// <summary>That of several gates: what is invalid outranks a violation, which outranks what could not be decided.</summary>
    public static int Gravest(IEnumerable<int> codes) => codes.MaxBy(c => Array.IndexOf(ranking, c));

    public static int Of(InputKind kind) => kind == InputKind.Configuration ? Usage : Undecided;
}
