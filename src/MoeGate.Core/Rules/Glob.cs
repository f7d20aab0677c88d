namespace MoeGate.Rules;

/// <summary>
/// Globs in which only <c>*</c> and <c>?</c> are special. In paths <c>*</c> stops at a slash and <c>**</c> does not.
/// </summary>
public static class Glob
{
    /// <summary>Whether a name (of a tensor, role, type or subject) matches.</summary>
    public static bool Matches(string pattern, string name) => Matches(pattern, name, path: false);

    /// <summary>Whether a path matches; both kinds of slash are one.</summary>
    public static bool MatchesPath(string pattern, string path)
    {
        path = path.Replace('\\', '/');
        return Matches(pattern, path, path: true)
            || pattern.StartsWith("**/", StringComparison.Ordinal) && Matches(pattern[3..], path, path: true);
    }

    /// <summary>Matches with one remembered star of each kind, so that no pattern takes exponential time.</summary>
    private static bool Matches(string pattern, string text, bool path)
    {
        int p = 0, t = 0, star = -1, starAt = 0, wide = -1, wideAt = 0;
        while (t < text.Length)
        {
            if (path && p + 1 < pattern.Length && pattern[p] == '*' && pattern[p + 1] == '*')
            {
                p += 2;
                (wide, wideAt, star) = (p, t, -1);
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                p++;
                (star, starAt) = (p, t);
            }
            else if (p < pattern.Length && (pattern[p] == text[t] || pattern[p] == '?' && !(path && text[t] == '/')))
            {
                p++;
                t++;
            }
            else if (star >= 0 && !(path && text[starAt] == '/'))
            {
                (p, t) = (star, ++starAt);
            }
            else if (wide >= 0)
            {
                (p, t, star) = (wide, ++wideAt, -1);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
