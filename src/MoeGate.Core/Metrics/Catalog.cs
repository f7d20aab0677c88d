using MoeGate.Formats;
using MoeGate.Metrics.Evaluations;

namespace MoeGate.Metrics;

/// <summary>All metrics there are, found by their type: adding one is adding its file.</summary>
public static class Catalog
{
    /// <summary>Sorted by id.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        .. typeof(Catalog).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsClass)
            .SelectMany(Found)
            .OrderBy(m => m.Id, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, Metric> byId = All.ToDictionary(m => m.Id);

    /// <summary>A metric or a family that can be made by itself; those that take their text as an argument are made by families.</summary>
    private static IEnumerable<Metric> Found(Type type)
    {
        var isMetric = type.IsSubclassOf(typeof(Metric));
        if (!isMetric && !type.IsSubclassOf(typeof(MetricFamily)) || type.GetConstructor(Type.EmptyTypes) is null) return [];
        return isMetric ? [(Metric)Activator.CreateInstance(type)!] : ((MetricFamily)Activator.CreateInstance(type)!).Metrics;
    }

    /// <summary>The metric of this id, or null; the scores of tasks have ids that no list holds.</summary>
    public static Metric? Find(string id) => byId.GetValueOrDefault(id) ?? TaskMetric.Find(id);

    /// <summary>What to suggest for an id that is not there.</summary>
    public static string Hint(string id) =>
        id.StartsWith("eval.task.", StringComparison.Ordinal) || id == "eval.task" ? "write eval.task.TASK.METRIC, with * for anything"
        : Nearest.To(id, byId.Keys) is { } near ? $"did you mean {near}?" : "moegate metrics lists them";
}
