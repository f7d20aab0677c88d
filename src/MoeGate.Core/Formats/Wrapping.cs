namespace MoeGate.Formats;

/// <summary>Breaks prose into lines at spaces.</summary>
public static class Wrapping
{
    /// <summary>Lines of at most <paramref name="width"/> characters, except where one word is longer.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        if (line.Length > 0) yield return line;
    }
}
