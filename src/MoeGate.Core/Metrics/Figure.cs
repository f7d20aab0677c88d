using System.Globalization;

namespace MoeGate.Metrics;

/// <summary>Writes figures for people: six significant digits, invariant, sizes in the binary unit that suits them.</summary>
public static class Figure
{
    public static string Format(double value, Unit unit)
    {
        if (unit == Unit.Bytes) return Size(value);
        var number = Number(value);
        var symbol = number == "1" && unit.Symbol.EndsWith('s') ? unit.Symbol[..^1] : unit.Symbol;
        return symbol.Length == 0 ? number : $"{number} {symbol}";
    }

    /// <summary>With all its digits where fewer would make it look like <paramref name="other"/>, which it is not.</summary>
    public static string Apart(double value, double other, Unit unit)
    {
        var text = Format(value, unit);
        if (value == other || text != Format(other, unit)) return text;
        return $"{value.ToString("R", CultureInfo.InvariantCulture)} {unit.Symbol}".TrimEnd();
    }

    /// <summary>At most six significant digits; whole numbers in full up to 2⁵³.</summary>
    public static string Number(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 9007199254740992.0) return ((long)value).ToString(CultureInfo.InvariantCulture);
        var text = value.ToString("G6", CultureInfo.InvariantCulture);
        return text.Replace("E-0", "e-", StringComparison.Ordinal).Replace("E+0", "e", StringComparison.Ordinal).Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');
    }

    /// <summary>Bytes as KiB, MiB, GiB or TiB, two decimals.</summary>
    public static string Size(double bytes)
    {
        foreach (var (suffix, factor) in Unit.Bytes.Suffixes.Take(4).Reverse())
            if (Math.Abs(bytes) >= factor)
                return (bytes / factor).ToString("0.##", CultureInfo.InvariantCulture) + " " + suffix;
        return Number(bytes) + " B";
    }
}
