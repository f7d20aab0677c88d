using System.Globalization;

namespace MoeGate.Tests.Support;

/// <summary>Measures in shards, one after the other, as a pipeline would in as many jobs.</summary>
internal static class Parts
{
    /// <summary>The documents of all shards.</summary>
    public static string[] Measure(TestFolder folder, int shards, params string[] evidence) =>
        [.. Enumerable.Range(1, shards).Select(i => Measure(folder, i, shards, evidence))];

    /// <summary>The document of one of them.</summary>
    public static string Measure(TestFolder folder, int shard, int shards, params string[] evidence)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{shard}/{shards}");
        var path = folder[string.Create(CultureInfo.InvariantCulture, $"part-{shard}-{shards}.json")];
        var run = Moegate.Run(["measure", .. evidence, "--no-progress", "--shard", number, "-o", path]);
        Assert.True((run.ExitCode, run.Error) == (0, ""), run.Error);
        Assert.StartsWith($"shard {number.Replace("/", " of ", StringComparison.Ordinal)}: ", run.Out, StringComparison.Ordinal);
        return path;
    }

    /// <summary>What merging them prints.</summary>
    public static string Merge(params string[] parts)
    {
        var run = Moegate.Run(["merge", .. parts, "--report", "json"]);
        Assert.True((run.ExitCode, run.Error) == (0, ""), run.Error);
        return run.Out;
    }

    /// <summary>The document of a measurement in one piece.</summary>
    public static string InOnePiece(params string[] evidence)
    {
        var run = Moegate.Run(["measure", .. evidence, "--no-progress", "--report", "json"]);
        Assert.True((run.ExitCode, run.Error) == (0, ""), run.Error);
        return run.Out;
    }
}
