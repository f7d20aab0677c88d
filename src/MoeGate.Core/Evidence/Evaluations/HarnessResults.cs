using System.Globalization;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Evidence.Evaluations;

/// <summary>Reads a result of lm-evaluation-harness: <c>results.TASK["METRIC,FILTER"]</c> and what belongs to it.</summary>
internal sealed class HarnessResults
{
    private const int LongestName = 200;

    private readonly Dictionary<string, TaskScore> scores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonItem> versions;
    private readonly Dictionary<string, JsonItem> samples;
    private readonly Dictionary<string, JsonItem> shots;
    private readonly Dictionary<string, JsonItem> directions;

    private HarnessResults(JsonItem root)
    {
        versions = ByTask(root["versions"]);
        samples = ByTask(root["n-samples"]);
        shots = ByTask(root["n-shot"]);
        directions = ByTask(root["higher_is_better"]);
    }

    /// <exception cref="InputException">No result of lm-evaluation-harness, or none that holds a score.</exception>
    public static TaskRun Read(JsonItem root)
    {
        if (root["results"] is not { Kind: JsonKind.Object } results)
            throw root.Error("is not a result of lm-evaluation-harness: it has no \"results\"", "give the results_….json that lm_eval wrote, or a log of llama-perplexity");

        var file = new HarnessResults(root);
        var rows = results.Members.ToDictionary(m => m.Key);

        // Earlier versions state groups of tasks by themselves, later ones twice.
        foreach (var group in root["groups"]?.Members ?? []) rows.TryAdd(group.Key, group);
        foreach (var row in rows.Values) file.AddTask(row);
        if (file.scores.Count == 0) throw results.Error("holds no score", "scores have keys such as \"acc,none\"; older results than those of lm_eval 0.4 cannot be read");
        return new TaskRun(root.Place.Path ?? "", file.scores);
    }

    private void AddTask(JsonMember row)
    {
        foreach (var (key, keyItem, value) in row.Value.Members.Select(m => (m.Key, m.KeyItem, m.Value)))
        {
            var comma = key.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0 || key[..comma].EndsWith("_stderr", StringComparison.Ordinal)) continue;

            // A group without a figure of its own has a blank.
            if (value.Kind is not (JsonKind.Number or JsonKind.Text or JsonKind.Null) || value.Kind == JsonKind.Text && string.IsNullOrWhiteSpace(value.Text)) continue;

            var metric = key[..comma];
            var filter = key[(comma + 1)..];
            var name = $"{Name(row.Key, row.KeyItem)}.{Name(metric, keyItem)}{(filter == "none" ? "" : "." + Name(filter, keyItem))}";
            if (name.EndsWith("_z", StringComparison.Ordinal)) throw keyItem.Error($"score \"{key}\" cannot be told from a z-score", "rename it");
            var estimate = value.Kind == JsonKind.Number ? new Estimate(value.Number, Error(row.Value[$"{metric}_stderr,{filter}"])) : null;
            if (!scores.TryAdd(name, Described(row, metric, new TaskScore(name, estimate)))) throw keyItem.Error($"a second score is called {name}", "rename one of the two tasks");
        }
    }

    private TaskScore Described(JsonMember row, string metric, TaskScore score) => score with
    {
        Version = Text(versions.GetValueOrDefault(row.Key)),
        Samples = Number(samples.GetValueOrDefault(row.Key)?["effective"]) ?? Number(row.Value["sample_len"]),
        Shots = Number(shots.GetValueOrDefault(row.Key)),
        HigherIsBetter = directions.GetValueOrDefault(row.Key)?[metric] is { Kind: JsonKind.Boolean } higher ? higher.Boolean : null,
    };

    private static string? Text(JsonItem? item) => item?.Kind switch
    {
        JsonKind.Text => item.Text,
        JsonKind.Number => item.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static double? Number(JsonItem? item) => item is { Kind: JsonKind.Number } ? item.Number : null;

    /// <summary>A standard error; <c>"N/A"</c> where the harness has none.</summary>
    private static double? Error(JsonItem? item) => Number(item) is not { } error ? null : error >= 0 ? error : throw item!.Unexpected("a standard error, from 0");

    private static Dictionary<string, JsonItem> ByTask(JsonItem? item) => item?.Members.ToDictionary(m => m.Key, m => m.Value) ?? [];

    /// <summary>A name as it becomes part of an id: letters, digits, _ and -; everything else is a _.</summary>
    private static string Name(string text, JsonItem item) =>
        text.Length is > 0 and <= LongestName
            ? new string([.. text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')])
            : throw item.Error(text.Length == 0 ? "a name that is empty" : $"a name of more than {LongestName} characters");
}
