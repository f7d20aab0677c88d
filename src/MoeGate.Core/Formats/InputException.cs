using System.Diagnostics.CodeAnalysis;

namespace MoeGate.Formats;

/// <summary>What kind of input was bad, which decides the exit code.</summary>
public enum InputKind
{
    /// <summary>Command line, configuration, rule, pack or waiver file, or a keep that cannot be: exit code 2.</summary>
    Configuration,

    /// <summary>An evidence, baseline or metrics file that is missing, unreadable or malformed: exit code 3.</summary>
    Evidence,
}

/// <summary>
/// The one exception for bad input: where it is, what is wrong and what to do, in one line that may be printed as it is.
/// Anything else that escapes is a defect of ours.
/// </summary>
public sealed class InputException : Exception
{
    public InputException(InputKind kind, Place place, string what, string? remedy = null)
        : base(OneLine(place, what, remedy))
    {
        Kind = kind;
        Place = place;
    }

    public InputKind Kind { get; }

    public Place Place { get; }

    /// <summary>Something on the command line that cannot be.</summary>
    public static InputException Usage(string what, string? remedy = null) => new(InputKind.Configuration, Place.None, what, remedy);

    [DoesNotReturn]
    public static void Throw(InputKind kind, Place place, string what, string? remedy = null) =>
        throw new InputException(kind, place, what, remedy);

    private static string OneLine(Place place, string what, string? remedy)
    {
        var where = place.ToString();
        var line = (where.Length > 0 ? where + ": " : "") + what + (remedy is null ? "" : "; " + remedy);
        return Plain.Text(line);
    }
}
