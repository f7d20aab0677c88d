namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls statistics of experts and the plans that are chosen by them.</summary>
internal static class StatisticsKinds
{
    public static IEnumerable<Damage> All =>
    [
        new("counts of experts that are nearly equal", "the profiler reads memory that the router did not write", "MG101",
            s => new("blk.", "--experts", s.Write("stats.json", new DrawnStatistics(s.Random) { IsEven = true }.Text()))),
        new("tokens counted twice in one layer", "a hook was set twice", "MG102",
            s => new($"blk.{Drawn.Layers[0]}", "--experts", s.Write("stats.json", new DrawnStatistics(s.Random) { CountedTwice = Drawn.Layers[0] }.Text()))),
        new("frequencies of another run than the counts", "two files were joined by hand", "MG103",
            s => new("blk.", "--experts", s.Write("stats.json", new DrawnStatistics(s.Random) { Frequencies = 1.1 }.Text()))),
        new("too little text to rank experts by", "the calibration was a trial run", "MG106",
            s => new("blk.", "--experts", s.Write("stats.json", new DrawnStatistics(s.Random) { Tokens = 120 }.Text()))),
        new("statistics with NaN", "an expert that no token reached was divided by its count", null,
            s => new("NaN", "--experts", s.Write("stats.json", WithNaN(new DrawnStatistics(s.Random).Text())))),
        new("a layer that was not profiled", "the hook did not reach it", "MG107",
            s =>
            {
                var model = s.Model;
                var statistics = new DrawnStatistics(s.Random, [.. model.ExpertLayers.Where(l => l != s.Layer)], model.Experts, model.ExpertsUsed);
                return new("profile.layers", "--experts", s.Write("stats.json", statistics.Text()), "--architecture", s.Write("model.gguf", model.Gguf(s.Type)));
            }),
        new("a random plan", "the list was made before there were statistics", "MG201",
            s => Planned(s, new DrawnStatistics(s.Random), (_, scores) =>
            {
                int[] ids = [.. Enumerable.Range(0, scores.Length)];
                s.Random.Shuffle(ids);
                return ids;
            })),
        new("a plan that keeps the least important", "scores were sorted the other way round", "MG201",
            s => Planned(s, new DrawnStatistics(s.Random), (_, scores) => [.. Enumerable.Range(0, scores.Length).OrderBy(e => scores[e])])),
        new("a plan for another layer", "layers are numbered with and without the dense ones", "MG201",
            s =>
            {
                var statistics = new DrawnStatistics(s.Random);
                return Planned(s, statistics, (layer, _) => statistics.Best(layer == Drawn.Layers[^1] ? Drawn.Layers[0] : layer + 1));
            }),
        new("a plan chosen by one domain's text", "the calibration text was all of one kind", "MG202",
            s =>
            {
                var statistics = new DrawnStatistics(s.Random) { IsSpecialised = true };
                return new("blk.", "--experts", s.Write("stats.json", statistics.Text(domain: 0)), "--held-out", s.Write("other.json", statistics.Text(domain: 1)), "--keep", "0.5");
            }),
        new("fewer experts kept than each token is routed to", "the plan was made for a model with a smaller top-k", "MG203",
            s => Planned(s, new DrawnStatistics(s.Random), (layer, _) => [0, 5, 9], count: 3)),
    ];

    /// <summary>In place of the first score.</summary>
    private static string WithNaN(string statistics)
    {
        const string key = "\"reap\": [";
        var at = statistics.IndexOf(key, StringComparison.Ordinal) + key.Length;
        return statistics[..at] + "NaN" + statistics[statistics.IndexOf(',', at)..];
    }

    private static Broken Planned(Scene scene, DrawnStatistics statistics, Func<int, double[], int[]> order, int count = Drawn.Experts / 2)
    {
        var plan = string.Join(", ", Drawn.Layers.Select(l => $"\"{l}\": [{string.Join(", ", order(l, statistics.Scores(l)).Take(count))}]"));
        return new("blk.", "--experts", scene.Write("stats.json", statistics.Text()), "--held-out", scene.Write("held-out.json", statistics.Text(domain: 1)), "--plan", scene.Write("plan.json", "{" + plan + "}"));
    }
}
