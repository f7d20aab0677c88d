namespace MoeGate.Formats;

/// <summary>Finds the known name that somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>The known name with the smallest edit distance, if it is near enough to be worth suggesting.</summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > 100) return null;
        if (known.FirstOrDefault(k => k.EndsWith("." + name, StringComparison.OrdinalIgnoreCase)) is { } longer) return longer;
        var best = known
            .Select(k => (Name: k, Distance: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? best.Name : null;
    }

    /// <summary><c>did you mean X?</c>, or else what is known.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known) =>
        To(name, known) is { } near ? $"did you mean {near}?" : "known here: " + string.Join(", ", known);

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
