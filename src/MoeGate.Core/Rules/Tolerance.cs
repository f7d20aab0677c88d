using System.Globalization;
using MoeGate.Formats.Json;

namespace MoeGate.Rules;

/// <summary>How many exceptions an <c>each</c> assertion bears: <c>"2 items"</c> or <c>"1%"</c> of the subjects.</summary>
public readonly record struct Tolerance(double Amount, bool IsShare)
{
    public static Tolerance Parse(JsonItem item)
    {
        var text = item.Text.Trim();
        var (number, share) = text.EndsWith('%') ? (text[..^1], true)
            : text.EndsWith("items", StringComparison.Ordinal) ? (text[..^5], false)
            : text.EndsWith("item", StringComparison.Ordinal) ? (text[..^4], false)
            : ("", false);
        if (!double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || (share ? amount > 100 : amount != Math.Floor(amount)))
            throw item.Error($"\"{text}\" is not a tolerance", "write \"2 items\" or \"1%\"");
        return new Tolerance(amount, share);
    }

    /// <summary>As a configuration states it.</summary>
    public override string ToString() => IsShare ? $"{Metrics.Figure.Number(Amount)}%" : $"{Metrics.Figure.Number(Amount)} {(Amount == 1 ? "item" : "items")}";

    /// <summary>Exceptions allowed among this many subjects.</summary>
    public int Of(int subjects) => IsShare ? (int)Math.Floor(subjects * (decimal)Amount / 100) : (int)Math.Min(Amount, int.MaxValue);
}
