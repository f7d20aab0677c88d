namespace MoeGate.Tasks;

/// <summary>The list of what gates wrote, beside the kept figures, by which a clean finds it wherever it is.</summary>
internal static class WrittenFiles
{
    public const string Name = "written.txt";

    public static void Remember(string? folder, IEnumerable<Gate> gates)
    {
        if (string.IsNullOrWhiteSpace(folder)) return;
        Directory.CreateDirectory(folder!);
        var list = Path.Combine(folder!, Name);
        string[] before = File.Exists(list) ? File.ReadAllLines(list) : [];
        var all = before.Union(gates.SelectMany(g => g.Files).Select(Path.GetFullPath)).ToList();
        if (all.Count > before.Length) File.WriteAllLines(list, all);
    }
}
