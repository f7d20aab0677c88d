namespace MoeGate.Tool.Init;

/// <summary>The repository that a file lies in: where its workflows are, and what paths in them are relative to.</summary>
internal static class Checkout
{
    public const string WorkflowName = ".github/workflows/moegate.yml";

    /// <summary>The nearest folder above that git knows; without one the current folder where it is above, else the folder itself.</summary>
    public static string RootOf(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
            if (Path.Exists(Path.Combine(at, ".git")))
                return at;
        var current = Path.GetFullPath(".");
        return IsInside(folder, current) ? current : folder;
    }

    /// <summary>A file as a workflow names it; null where it lies outside.</summary>
    public static string? PathIn(string root, string file)
    {
        var full = Path.GetFullPath(file);
        return IsInside(full, root) ? Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/') : null;
    }

    private static bool IsInside(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var relative && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);
}
