using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Reports.Weights;

/// <summary>What was observed and measured, in the order in which it is shown, with quick access to every reading.</summary>
internal sealed class Measured
{
    /// <summary>More tensors than this are shown by role, unless the report is to be verbose.</summary>
    public const int MostRows = 40;

    /// <summary>Reasons of one kind that are told one by one.</summary>
    public const int MostReasons = 5;

    private const int LongestName = 64;

    /// <summary>Those that belong together stand together, ffn_down behind what it is compared with.</summary>
    private static readonly List<string> order =
    [
        "ffn_gate", "ffn_up", "ffn_gate_up", "ffn_down",
        "ffn_gate_exps", "ffn_up_exps", "ffn_gate_up_exps", "ffn_down_exps",
        "ffn_gate_shexp", "ffn_up_shexp", "ffn_down_shexp",
        "attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output",
        "ffn_input", "ffn_down_input", "attn_input", "attn_output_input",
    ];

    private readonly Dictionary<(string Metric, string Subject), Reading> readings = [];

    public Measured(Observation observed, MetricSet metrics, bool verbose)
    {
        Observed = observed;
        Tensors = [.. observed.Tensors
            .OrderBy(t => t.Tensor.Layer ?? int.MaxValue).ThenBy(t => Order(t.Tensor.Role)).ThenBy(t => Subject.OfTensor(t.Tensor))];
        Sources = [.. observed.Activations
            .OrderBy(a => a.Subject.Layer ?? int.MaxValue).ThenBy(a => Order(a.Subject.Role ?? "")).ThenBy(a => a.Subject)];
        IsDetailed = verbose || Tensors.Count <= MostRows;
        var shown = Tensors.Select(t => t.Tensor.Subject).Concat(Sources.Select(s => s.Subject.Name)).ToHashSet();
        foreach (var m in metrics.All.Where(m => shown.Contains(m.Subject.Name)))
            readings.TryAdd((m.Metric.Id, m.Subject.Name), m.Reading);
    }

    public Observation Observed { get; }

    /// <summary>By layer, then role.</summary>
    public IReadOnlyList<ObservedTensor> Tensors { get; }

    public IReadOnlyList<ObservedActivation> Sources { get; }

    /// <summary>Whether every tensor has a row of its own.</summary>
    public bool IsDetailed { get; }

    public Reading? Read(ObservedTensor tensor, string id) => readings.GetValueOrDefault((id, tensor.Tensor.Subject));

    public Reading? Read(ObservedActivation source, string id) => readings.GetValueOrDefault((id, source.Subject.Name));

    public double? Value(ObservedTensor tensor, string id) => Read(tensor, id)?.Value;

    /// <summary>A figure of the tensor, or, where it is one of activations, of what enters the tensor.</summary>
    public Reading? ReadWithInput(ObservedTensor tensor, string id) => Read(tensor, id) ?? (tensor.Input is { } input ? Read(input, id) : null);

    /// <summary>The rows of a table: a tensor each, or for each role the mean over its tensors and the worst of them.</summary>
    /// <param name="key">The metric without which there is no row.</param>
    /// <param name="worst">The metric whose greatest value is the worst.</param>
    public IReadOnlyList<ReportRow> Rows(string key, string worst) => Rows(
        Tensors.Where(t => Value(t, key) is not null), t => t.Tensor.Role, t => new ReportRow(Name(t), id => ReadWithInput(t, id)) { Tensor = t, Source = t.Input }, worst);

    /// <summary>Likewise of activation sources.</summary>
    public IReadOnlyList<ReportRow> SourceRows(string key, string worst) => Rows(
        Sources.Where(s => Read(s, key)?.Value is not null), s => s.Subject.Role ?? s.Subject.Name, Row, worst);

    /// <summary>The row of one source.</summary>
    public ReportRow Row(ObservedActivation source) => new(Name(source), id => Read(source, id)) { Source = source };

    /// <summary>The tensors by role, in the order of roles.</summary>
    public static IEnumerable<IGrouping<string, ObservedTensor>> ByRole(IEnumerable<ObservedTensor> tensors) =>
        tensors.GroupBy(t => t.Tensor.Role).OrderBy(g => Order(g.Key)).ThenBy(g => g.Key, StringComparer.Ordinal);

    public static string Name(ObservedTensor tensor) => Short(tensor.Tensor.Subject);

    public static string Name(ObservedActivation source) => Short(source.Subject.Name);

    public static string Name(WeightTensor tensor, int? expert) => Short($"{tensor.Subject}[{expert}]");

    /// <summary>A name from a file, harmless and of bounded length.</summary>
    public static string Short(string name)
    {
        if (name.Length > LongestName)
        {
            var length = LongestName - 1;
            name = name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)] + "…";
        }

        return Plain.Text(name);
    }

    /// <summary>Some names of many.</summary>
    public static string Some(IReadOnlyList<string> names, int most = 4) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");

    /// <summary>Says which tensors have no row because they lack the figure, and why.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="tensors">Those that might have one.</param>
    /// <param name="key">The metric without which there is no row.</param>
    public void NoteMissing(Page page, IEnumerable<ObservedTensor> tensors, string key)
    {
        var groups = tensors.Where(t => Value(t, key) is null).GroupBy(t => Read(t, key)?.Unavailable?.Reason).Where(g => g.Key is not null).ToList();
        foreach (var group in groups.Take(MostReasons)) page.Note($"Not shown: {Some([.. group.Select(Name)])}: {Plain.Text(group.Key!)}.");
        if (groups.Count > MostReasons) page.Note($"Not shown either: {groups.Skip(MostReasons).Sum(g => g.Count())} more tensors, for like reasons.");
    }

    private List<ReportRow> Rows<T>(IEnumerable<T> all, Func<T, string> role, Func<T, ReportRow> row, string worst)
    {
        if (IsDetailed) return [.. all.Select(row)];
        var rows = new List<ReportRow>();
        foreach (var group in all.GroupBy(role).OrderBy(g => Order(g.Key)).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            List<ReportRow> members = [.. group.Select(row)];
            if (members.Count > 1) rows.Add(new ReportRow($"{Short(group.Key)}, mean of {members.Count}", id => Mean(members, id)));
            rows.Add(members.Count == 1 ? members[0] : members.MaxBy(m => m[worst] ?? double.NegativeInfinity)! with { IsWorst = true });
        }

        return rows;
    }

    private static Reading? Mean(IEnumerable<ReportRow> rows, string id)
    {
        List<Reading> found = [.. rows.Select(r => r.Read(id)).Where(r => r?.Value is not null).Select(r => r!)];
        if (found.Count == 0) return null;
        List<double> expected = [.. found.Where(r => r.Expected is not null).Select(r => r.Expected!.Value)];
        return Reading.Of(found.Average(r => r.Value!.Value)) with { Expected = expected.Count == 0 ? null : expected.Average() };
    }

    private static int Order(string role) => order.IndexOf(role) is >= 0 and var known ? known : order.Count;
}

/// <summary>A row of a table: a tensor, an activation source, or the mean over those of a role.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Read">Its readings.</param>
internal sealed record ReportRow(string Label, Func<string, Reading?> Read)
{
    /// <summary>Null for a mean and for a source.</summary>
    public ObservedTensor? Tensor { get; init; }

    /// <summary>What enters the tensor, or the source itself.</summary>
    public ObservedActivation? Source { get; init; }

    /// <summary>Whether it stands for its role as the worst of it.</summary>
    public bool IsWorst { get; init; }

    public double? this[string id] => Read(id)?.Value;
}
