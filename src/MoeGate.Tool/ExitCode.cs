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

    public static int Of(InputKind kind) => kind == InputKind.Configuration ? Usage : Undecided;
}
