namespace MoeGate.Evidence.Evaluations;

/// <summary>An evaluation that somebody named: the candidate's file, and the reference's where there is one.</summary>
/// <param name="Name">What reports call it: <c>general</c> is the subject <c>eval.general</c>.</param>
/// <param name="Candidate">The log or result of the model that is to ship.</param>
/// <param name="Reference">The same of the model that it came from.</param>
public sealed record EvaluationRequest(string Name, EvidencePath Candidate, EvidencePath? Reference = null)
{
    /// <summary>How a name is written.</summary>
    public const string NameRule = "letters, digits, _ and -, at most 100";

    /// <summary>Whether an evaluation may be called so.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 100 && text.All(IsNameCharacter);

    /// <summary>The name that a file gives to an evaluation that was not given one: its own, without folder and ending.</summary>
    public static string NameOf(string path)
    {
        var file = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
        var name = new string([.. file.Take(100).Select(c => IsNameCharacter(c) ? c : '_')]);
        return name.Length == 0 ? "unnamed" : name;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
