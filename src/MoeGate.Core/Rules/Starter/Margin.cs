using System.Globalization;

namespace MoeGate.Rules.Starter;

/// <summary>What the share of a margin is taken of.</summary>
internal enum MarginOf
{
    /// <summary>The figure itself.</summary>
    Figure,

    /// <summary>What of it is beyond 1, where 1 means that nothing changed.</summary>
    ExcessOverOne,

    /// <summary>What is missing from 100%, where 100% means that nothing changed.</summary>
    ShortOfHundred,

    /// <summary>The error behind a figure in decibels.</summary>
    Error,
}

/// <summary>How much room a limit leaves to the figure that it was made from.</summary>
/// <param name="Of">What the share is taken of.</param>
/// <param name="Share">The share where nobody asks for another.</param>
/// <param name="Least">The room that there is in any case, in the metric's own unit.</param>
internal sealed record Margin(MarginOf Of, double Share, double Least = 0)
{
    /// <summary>The room, in the metric's own unit.</summary>
    public double Room(double figure) => Math.Max(Least, Amount(figure));

    /// <summary>The room in words, for the reason of a rule.</summary>
    public string Says(double figure, string least)
    {
        if (Share == 0 && Least == 0) return "no margin";
        if (Amount(figure) < Least) return least;
        var share = string.Create(CultureInfo.InvariantCulture, $"{100 * Share:0.##}%");
        return Of switch
        {
            MarginOf.ExcessOverOne => $"{share} of what is beyond 1",
            MarginOf.ShortOfHundred => $"{share} of what is missing from 100%",
            MarginOf.Error => string.Create(CultureInfo.InvariantCulture, $"{share} more error, which is {Amount(figure):0.##} dB"),
            _ => $"{share} of it",
        };
    }

    private double Amount(double figure) => Of switch
    {
        MarginOf.ExcessOverOne => Share * Math.Abs(figure - 1),
        MarginOf.ShortOfHundred => Share * Math.Abs(100 - figure),
        MarginOf.Error => 20 * Math.Log10(1 + Share),
        _ => Share * Math.Abs(figure),
    };
}
