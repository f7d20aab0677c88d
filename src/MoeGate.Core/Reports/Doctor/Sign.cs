namespace MoeGate.Reports.Doctor;

/// <summary>How something that was looked at is.</summary>
public enum Mark
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Worth knowing; a gate can run.</summary>
    Note,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and of no use as it is.</summary>
    Wrong,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Mark">How it is.</param>
/// <param name="Name">What it is, in a word or two.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
public sealed record Sign(Mark Mark, string Name, string Text, string? Remedy = null)
{
    public static Sign Fine(string name, string text) => new(Mark.Fine, name, text);

    public static Sign Note(string name, string text, string? remedy = null) => new(Mark.Note, name, text, remedy);

    public static Sign Missing(string name, string text, string? remedy = null) => new(Mark.Missing, name, text, remedy);

    public static Sign Wrong(string name, string text, string? remedy = null) => new(Mark.Wrong, name, text, remedy);
}

/// <summary>Things that belong together.</summary>
public sealed record SignSection(string Name, params IReadOnlyList<Sign> Signs);
