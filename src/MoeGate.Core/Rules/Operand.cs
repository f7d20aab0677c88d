using System.Globalization;
using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>What a value is compared with: a number in the metric's unit, or the baseline's value moved by an absolute or relative amount.</summary>
/// <param name="Number">The number, or the amount beside a baseline; in the metric's unit unless relative.</param>
/// <param name="IsBaseline">Whether the baseline's value is meant.</param>
/// <param name="IsRelative">Whether <paramref name="Number"/> is a percentage of the baseline's value.</param>
public readonly record struct Operand(double Number, bool IsBaseline, bool IsRelative)
{
    private const string BaselineWord = "baseline";

    /// <summary>The limit that comes of a baseline's value. A share is one of its size, so that a minus lowers negative values too.</summary>
    public double From(double baseline) => baseline + (IsRelative ? Math.Abs(baseline) * Number / 100 : Number);

    /// <summary>Parses the part behind the operator.</summary>
    /// <param name="text">Such as <c>0.5pp</c>, <c>18GiB</c>, <c>baseline - 2%</c>.</param>
    /// <param name="unit">The metric's unit.</param>
    /// <param name="error">What is wrong with it, and what to do.</param>
    public static Operand? Parse(string text, Unit unit, out (string What, string Remedy) error)
    {
        error = default;
        if (!text.StartsWith(BaselineWord, StringComparison.Ordinal))
            return ParseNumber(text, unit, afterBaseline: false, out var factor, out _, out error) is { } plain ? new Operand(plain * factor, false, false) : null;

        var rest = text[BaselineWord.Length..].Trim();
        if (rest.Length == 0) return new Operand(0, true, false);
        var sign = rest[0] switch { '+' => 1, '-' or '−' => -1, _ => 0 };
        if (sign == 0)
        {
            error = ($"\"{text}\" is not an operand", "write baseline, baseline + NUMBER or baseline - NUMBER");
            return null;
        }

        return ParseNumber(rest[1..].Trim(), unit, afterBaseline: true, out var scale, out var relative, out error) is { } amount
            ? new Operand(sign * amount * scale, true, relative)
            : null;
    }

    private static double? ParseNumber(string text, Unit unit, bool afterBaseline, out double factor, out bool relative, out (string What, string Remedy) error)
    {
        factor = 1;
        relative = false;
        error = default;
        var length = NumberLength(text);
        if (length == 0 || !double.TryParse(text.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            error = NotANumber(text);
            return null;
        }

        var suffix = text[length..].Trim();
        if (afterBaseline && suffix == "%")
        {
            relative = true;
            return number;
        }

        var points = unit == Unit.Percent || unit == Unit.Points;
        if (afterBaseline && suffix == "pp" && points) return number;
        if (unit.Factor(suffix) is { } fits)
        {
            factor = fits;
            if (double.IsFinite(number * factor)) return number;
            error = NotANumber(text);
            return null;
        }

        var own = unit.Symbol.Length > 0 ? unit.Symbol : null;
        var fitting = string.Join(", ", unit.Suffixes.Select(s => s.Suffix).Prepend(own).OfType<string>());
        error = (
            Unit.Known.Contains(suffix)
                ? $"unit {suffix} does not fit a metric whose unit is {unit.Name}"
                : $"unit \"{suffix}\" is not known",
            fitting.Length == 0 ? "write the bare number" : $"write the bare number or {fitting}");
        return null;
    }

    private static (string What, string Remedy) NotANumber(string text) =>
        ($"\"{text}\" is not a number with an optional unit, nor baseline", "write for example >= 0.5, >= 2pp, <= 18GiB or <= baseline + 1%");

    /// <summary>The length of the number at the start: sign, digits, point, exponent.</summary>
    private static int NumberLength(string text)
    {
        var at = 0;
        if (at < text.Length && text[at] is '+' or '-') at++;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var exponent = at + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                at = exponent;
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            }
        }

        return at;
    }
}
