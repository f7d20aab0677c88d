using System.Globalization;
using MoeGate.Metrics;

namespace MoeGate.Rules.Starter;

/// <summary>A limit in few digits: rounded away from the figure, by at most a tenth of the room that it leaves.</summary>
internal static class LimitText
{
    /// <summary>Where no room is left, so many digits behind the first are kept.</summary>
    private const double Fine = 1e-4;

    /// <param name="limit">In the metric's own unit.</param>
    /// <param name="room">Between the limit and the figure.</param>
    /// <param name="unit">The metric's.</param>
    /// <param name="down">Whether the limit holds values up, so that it is rounded down.</param>
    public static string Of(double limit, double room, Unit unit, bool down)
    {
        var (suffix, factor) = unit == Unit.Bytes ? Scale(limit) : (unit.Symbol, 1);
        var number = Rounded(limit / factor, room / factor, down);

        // Words stand apart from their number, signs and abbreviations do not.
        return number + (suffix.Length > 3 ? " " : "") + suffix;
    }

    private static string Rounded(double limit, double room, bool down)
    {
        var about = room > 0 ? room / 10 : Math.Abs(limit) * Fine;
        if (!(about > 0)) return limit.ToString("R", CultureInfo.InvariantCulture);
        var power = (int)Math.Floor(Math.Log10(about));
        var step = Math.Pow(10, power);
        var steps = down ? Math.Floor(limit / step) : Math.Ceiling(limit / step);
        return power is < 0 and > -16
            ? (steps / Math.Pow(10, -power)).ToString("0." + new string('#', -power), CultureInfo.InvariantCulture)
            : (steps * step).ToString("R", CultureInfo.InvariantCulture);
    }

    private static (string Suffix, double Factor) Scale(double bytes) =>
        Unit.Bytes.Suffixes.Take(4).Reverse().FirstOrDefault(s => bytes >= s.Factor) is { Suffix: not null } fits ? fits : ("B", 1);
}
