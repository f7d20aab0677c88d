using MoeGate.Metrics;

namespace MoeGate.Reports.Html;

/// <summary>An axis: a scale that ends on round numbers, the ticks on it, and what it measures, with the unit.</summary>
/// <param name="Scale">From the first tick or below to the last or above.</param>
/// <param name="Ticks">Round numbers, ascending.</param>
/// <param name="Label">What it measures.</param>
/// <param name="Suffix">Written behind each tick.</param>
public sealed record Axis(Scale Scale, IReadOnlyList<double> Ticks, string Label, string Suffix = "")
{
    private const int MostTicks = 20;

    /// <summary>An axis on which all these values lie.</summary>
    /// <param name="values">At least one, finite.</param>
    /// <param name="label">What they are.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="from">A value that has to be on it too, such as 0.</param>
    /// <param name="about">About so many ticks.</param>
    public static Axis Of(IReadOnlyList<double> values, string label, Unit unit, double? from = null, int about = 5)
    {
        double least = from ?? values[0], most = from ?? values[0];
        foreach (var value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        if (least == most)
        {
            var room = least == 0 ? 1 : Math.Abs(least) / 10;
            (least, most) = (least == from ? least : least - room, most + room);
        }

        var step = Step(least, most, about);
        if (!(step > 0) || !double.IsFinite(most - least)) return new Axis(new Scale(least, most), [least, most], Named(label, unit));
        var ends = new Scale(Math.Floor(least / step + 1e-9) * step, Math.Ceiling(most / step - 1e-9) * step);
        return new Axis(ends, Within(ends.From, ends.To, step), Named(label, unit));
    }

    /// <summary>An axis of whole numbers, such as layers or ranks: its ends are the numbers' own, with half a step of room.</summary>
    public static Axis Whole(int from, int to, string label, int about = 6) =>
        new(new Scale(from - 0.5, to + 0.5), Within(from, to, Math.Max(1, Step(from, Math.Max(to, from + 1), about))), label);

    /// <summary>From nothing to all.</summary>
    public static Axis Share(string label) => new(new Scale(0, 100), [0, 25, 50, 75, 100], label, " %");

    /// <summary>What stands at a tick.</summary>
    public string Text(double tick) => Figure.Number(tick) + Suffix;

    /// <summary>1, 2 or 5 times a power of ten, the least of them that makes no more than so many steps.</summary>
    private static double Step(double from, double to, int about)
    {
        var raw = (to - from) / about;
        if (!double.IsFinite(raw) || raw <= 0) return double.NaN;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 + 1e-9 => 1, <= 2 + 1e-9 => 2, <= 5 + 1e-9 => 5, _ => 10 } * power;
    }

    /// <summary>All multiples of the step from one end to the other, as the decimals they are meant to be.</summary>
    private static List<double> Within(double from, double to, double step)
    {
        var decimals = (int)Math.Clamp(-Math.Floor(Math.Log10(step)), 0, 15);
        var ticks = new List<double>();
        for (var k = Math.Ceiling(from / step - 1e-9); k * step <= to + step * 1e-9 && ticks.Count < MostTicks; k++)
            ticks.Add(decimals == 15 ? k * step : Math.Round(k * step, decimals) + 0.0);
        return ticks;
    }

    private static string Named(string label, Unit unit) => unit.Symbol.Length == 0 ? label : $"{label}, {unit.Symbol}";
}
