namespace MoeGate.Tasks;

/// <summary>The list of what the gates of one project wrote, beside the kept figures, by which a clean finds it wherever it is.</summary>
internal sealed class WrittenFiles(string folder, string project)
{
    /// <summary>Projects and target frameworks may share the folder: each has a list of its own.</summary>
    private readonly string list = Path.Combine(folder, $"written-{ShortHash.Of(project)}.txt");

    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Remember(IEnumerable<Gate> gates)
    {
        Directory.CreateDirectory(folder);
        var before = All();
        var all = before.Union(gates.SelectMany(g => g.Files).Select(Path.GetFullPath)).ToList();
        if (all.Count > before.Count) File.WriteAllLines(list, all);
    }

    /// <summary>Removes what the list names, the list, and the folder where nothing else is in it.</summary>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Remove()
    {
        foreach (var file in All())
        {
            File.Delete(file);
            RemoveHalfWritten(file);
        }

        File.Delete(list);
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>What a run that was killed may have left of a file: it is written beside its place, under a name of that process, and renamed.</summary>
    public static void RemoveHalfWritten(string file)
    {
        var name = Path.GetFileName(file) + ".";
        if (Path.GetDirectoryName(file) is not { } beside || !Directory.Exists(beside)) return;
        foreach (var half in Directory.GetFiles(beside, "*.partial"))
            if (Path.GetFileName(half).StartsWith(name, StringComparison.Ordinal))
                File.Delete(half);
    }

    private List<string> All() => File.Exists(list) ? [.. File.ReadAllLines(list).Where(l => l.Length > 0)] : [];
}
