namespace MoeGate.Metrics;

/// <summary>What a subject is: the whole model or a part of it.</summary>
public enum Scope
{
    Model,
    Layer,
    Tensor,
    Expert,
    Activation,
    Task,
}

public static class Scopes
{
    /// <summary>As configurations spell them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<Scope>().Select(n => n.ToLowerInvariant())];

    public static string Name(this Scope scope) => Names[(int)scope];
}
