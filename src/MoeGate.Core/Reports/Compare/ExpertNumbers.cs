using MoeGate.Metrics;

namespace MoeGate.Reports.Compare;

/// <summary>Numbers of experts or layers, in few characters.</summary>
internal static class ExpertNumbers
{
    private const int ShortestRun = 3;

    /// <summary>In the order given, runs as such: <c>0-3 5 7-9</c>; a question mark for one that is not known.</summary>
    public static string Compact(IReadOnlyList<int?> numbers)
    {
        var parts = new List<string>();
        for (var i = 0; i < numbers.Count;)
        {
            var end = i + 1;
            while (end < numbers.Count && numbers[end] is { } next && next == numbers[end - 1] + 1) end++;
            if (end - i >= ShortestRun) parts.Add($"{Text(numbers[i])}-{Text(numbers[end - 1])}");
            else for (var j = i; j < end; j++) parts.Add(Text(numbers[j]));
            i = end;
        }

        return string.Join(' ', parts);
    }

    public static string Compact(IEnumerable<int> numbers) => Compact([.. numbers.Select(n => (int?)n)]);

    private static string Text(int? number) => number is { } known ? Figure.Number(known) : "?";
}
