using System.Globalization;
using MoeGate.Formats.Json;

namespace MoeGate.Formats;

/// <summary>A day in UTC, as our files write it: YYYY-MM-DD.</summary>
public static class Day
{
    private const string Format = "yyyy-MM-dd";

    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <exception cref="InputException">At the item, where it is no day.</exception>
    public static DateOnly Parse(JsonItem item) =>
        DateOnly.TryParseExact(item.Text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw item.Error($"\"{item.Text}\" is not a date", "write YYYY-MM-DD");
}
