namespace MoeGate.Tests.Support;

/// <summary>The sample gate in samples/experts.</summary>
internal static class Sample
{
    public static string Path(params string[] parts) => Repository.File(["samples", "experts", .. parts]);

    public static string Text(params string[] parts) => File.ReadAllText(Path(parts));

    public static string[] Shards => [.. Enumerable.Range(0, 4).Select(i => Path("shards", $"0{i}.json"))];

    /// <summary>The shards as a command line names them.</summary>
    public static string[] ShardOptions => [.. Shards.SelectMany(s => new[] { "--experts", s })];
}
