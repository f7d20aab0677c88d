using System.Globalization;
using MoeGate.Formats;

namespace MoeGate.Evidence;

/// <summary>How many experts a layer keeps: a ratio of its experts, or a count.</summary>
public readonly record struct Keep
{
    private Keep(double? ratio, int? count)
    {
        Ratio = ratio;
        Count = count;
    }

    public double? Ratio { get; }

    public int? Count { get; }

    /// <summary>A number up to 1 is a ratio, a whole number above 1 a count; null for anything else.</summary>
    public static Keep? From(double number) => number switch
    {
        > 0 and <= 1 => new Keep(number, null),
        > 1 and <= int.MaxValue when number == Math.Floor(number) => new Keep(null, (int)number),
        _ => null,
    };

    public const string Rule = "a number above 0 and up to 1 is a ratio, a whole number above 1 a count";

    /// <summary>
    /// Experts kept of <paramref name="experts"/>: the count, or max(1, round-half-to-even(E·r)). The product is taken in decimal,
    /// so that 0.575 of 100 is the 57.5 that was written and not the 57.49… that binary makes of it.
    /// </summary>
    public int Of(int experts) => Count ?? Math.Max(1, (int)Math.Round(experts * (decimal)Ratio!.Value, MidpointRounding.ToEven));

    /// <summary>Throws where the cut cannot be made: more experts than there are, or fewer than each token is routed to.</summary>
    /// <param name="layer">The layer's statistics; E and K are the profile's.</param>
    /// <param name="place">Where the keep was stated.</param>
    public void MustFit(LayerStatistics layer, Place place)
    {
        var kept = Of(layer.Experts);
        if (kept > layer.Experts)
            InputException.Throw(InputKind.Configuration, place, $"keep {this} is more than the {layer.Experts} experts of layer {layer.Layer}", "keep at most all of them");
        if (layer.Tokens > 0 && layer.Routed % layer.Tokens == 0 && kept < layer.TopK)
            InputException.Throw(InputKind.Configuration, place, $"keep {this} leaves {kept} of {layer.Experts} experts in layer {layer.Layer}, fewer than the {layer.TopK} that each token is routed to", "keep more experts");
    }

    public override string ToString() => Ratio?.ToString("R", CultureInfo.InvariantCulture) ?? Count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
