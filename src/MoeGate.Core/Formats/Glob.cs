namespace MoeGate.Formats;

/// <summary>
/// Globs in which only <c>*</c> and <c>?</c> are special. In paths <c>*</c> stops at a slash and <c>**</c> does not, and
/// <c>**/</c> stands for any folders or none.
/// </summary>
public static class Glob
{
    /// <summary>Whether a name (of a tensor, role, type or subject) matches.</summary>
    public static bool Matches(string pattern, string name) => Matches(pattern, name, path: false);

    /// <summary>Whether a path matches; both kinds of slash are one.</summary>
    public static bool MatchesPath(string pattern, string path) => Matches(pattern.Replace('\\', '/'), path.Replace('\\', '/'), path: true);

    /// <summary>Matches with one remembered star of each kind, so that no pattern takes exponential time.</summary>
    private static bool Matches(string pattern, string text, bool path)
    {
        int p = 0, t = 0, star = -1, starAt = 0, wide = -1, wideAt = 0;
        var folders = false;
        while (t < text.Length)
        {
            if (path && p + 1 < pattern.Length && pattern[p] == '*' && pattern[p + 1] == '*')
            {
                folders = AreFolders(pattern, p);
                p += folders ? 3 : 2;
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
            else if (wide >= 0 && (!folders || text.IndexOf('/', wideAt) >= 0))
            {
                wideAt = folders ? text.IndexOf('/', wideAt) + 1 : wideAt + 1;
                (p, t, star) = (wide, wideAt, -1);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p += path && AreFolders(pattern, p) ? 3 : 1;
        return p == pattern.Length;
    }

    /// <summary>Whether <c>**/</c> stands here at the start of a folder's name.</summary>
    private static bool AreFolders(string pattern, int at) =>
        string.CompareOrdinal(pattern, at, "**/", 0, 3) == 0 && (at == 0 || pattern[at - 1] == '/');
}
