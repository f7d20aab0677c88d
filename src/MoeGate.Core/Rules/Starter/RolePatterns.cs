using MoeGate.Formats;

namespace MoeGate.Rules.Starter;

/// <summary>Says a group of roles in few globs: <c>ffn_*_exps</c> for three roles of experts, where it means nothing of another group.</summary>
internal static class RolePatterns
{
    /// <param name="roles">Those that are meant.</param>
    /// <param name="others">Those that no pattern may mean.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> roles, IReadOnlyList<string> others)
    {
        var patterns = new List<string>();
        foreach (var role in roles)
            if (!patterns.Exists(p => Glob.Matches(p, role)))
                patterns.Add(Forms(role).FirstOrDefault(Fits) ?? role);
        return patterns;

        bool Fits(string pattern) => roles.Count(r => Glob.Matches(pattern, r)) > 1 && !others.Any(o => Glob.Matches(pattern, o));
    }

    /// <summary>The wider first: <c>ffn_*</c>, then <c>ffn_*_exps</c>.</summary>
    private static IEnumerable<string> Forms(string role)
    {
        var first = role.IndexOf('_', StringComparison.Ordinal);
        var last = role.LastIndexOf('_');
        if (first <= 0) yield break;
        yield return role[..first] + "_*";
        if (last > first) yield return role[..first] + "_*" + role[last..];
    }
}
