using MoeGate.Formats;

namespace MoeGate.Metrics;

/// <summary>All metrics there are, found by their type: adding one is adding its file.</summary>
public static class Catalog
{
    /// <summary>Sorted by id.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        .. typeof(Catalog).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null)
            .SelectMany(Found)
            .OrderBy(m => m.Id, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, Metric> byId = All.ToDictionary(m => m.Id);

    private static IEnumerable<Metric> Found(Type type) =>
        type.IsSubclassOf(typeof(Metric)) ? [(Metric)Activator.CreateInstance(type)!]
        : type.IsSubclassOf(typeof(MetricFamily)) ? ((MetricFamily)Activator.CreateInstance(type)!).Metrics
        : [];

    /// <summary>The metric of this id, or null.</summary>
    public static Metric? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>What to suggest for an id that is not there.</summary>
    public static string Hint(string id) =>
        Nearest.To(id, byId.Keys) is { } near ? $"did you mean {near}?" : "moegate metrics lists them";
}
