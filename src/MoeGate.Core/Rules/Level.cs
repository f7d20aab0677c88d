namespace MoeGate.Rules;

/// <summary>How much it matters that a rule does not hold.</summary>
public enum Level
{
    Error,
    Warning,

    /// <summary>Only for rules without data: they are listed and change nothing.</summary>
    Skip,
}

public static class Levels
{
    public static IReadOnlyList<string> Names { get; } = ["error", "warning", "skip"];

    public static string Name(this Level level) => Names[(int)level];
}
