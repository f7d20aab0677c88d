namespace MoeGate.Tool.Doctor;

/// <summary>What <c>moegate doctor</c> may look at.</summary>
/// <param name="Terminal">The environment, the clock and where to write.</param>
/// <param name="Verbose">Whether absolute paths may be said, which name a machine and a person.</param>
internal sealed record Surroundings(Terminal Terminal, bool Verbose)
{
    public string? Variable(string name) => Terminal.Environment(name) is { Length: > 0 } value ? value : null;

    public DateOnly Today => DateOnly.FromDateTime(Terminal.Clock.GetUtcNow().UtcDateTime);

    /// <summary>The words, and with them the path where it is asked for.</summary>
    public string With(string words, string path) => Verbose ? $"{words} ({path})" : words;
}
