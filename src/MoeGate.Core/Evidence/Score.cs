using MoeGate.Formats;

namespace MoeGate.Evidence;

/// <summary>Which recorded figure ranks the experts.</summary>
public enum Score
{
    Reap,
    EanMean,
    Frequency,
    ImportanceScore,
}

/// <summary>The names of scores as files and configurations spell them.</summary>
public static class Scores
{
    public static IReadOnlyList<string> Names { get; } = ["reap", "ean_mean", "frequency", "importance_score"];

    public static string Name(this Score score) => Names[(int)score];

    /// <summary>What the score is, for a report's heading.</summary>
    public static string Title(this Score score) => score switch
    {
        Score.Reap => "REAP (gate weight × ‖expert output‖₂)",
        Score.EanMean => "EAN mean (‖expert output‖₂)",
        Score.Frequency => "frequency (share of tokens routed)",
        _ => "importance_score (legacy)",
    };

    /// <exception cref="InputException">The name is not known.</exception>
    public static Score Parse(string name)
    {
        var index = Names.ToList().IndexOf(name);
        return index >= 0 ? (Score)index : throw InputException.Usage($"score \"{name}\" is not known", Nearest.Hint(name, [.. Names]));
    }
}
