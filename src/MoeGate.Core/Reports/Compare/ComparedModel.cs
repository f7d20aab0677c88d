using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Reports.Compare;

/// <summary>What was compared and what was not, in the order in which it is shown.</summary>
internal sealed class ComparedModel
{
    /// <summary>The metric that is there of every tensor that could be compared, and says of the others why not.</summary>
    public const string Key = "error.rmse";

    private const string OutputError = "matmul.output_error";

    private readonly Dictionary<(string Metric, string Subject), Reading> readings;

    public ComparedModel(Observation observed, MetricSet metrics, bool showsAll)
    {
        (Observed, ShowsAll) = (observed, showsAll);
        readings = metrics.All.ToDictionary(m => (m.Metric.Id, m.Subject.Name), m => m.Reading);
        var compared = observed.Tensors.Where(t => Read(t, Key) is { Value: not null }).ToList();
        Tensors = ComparedLine.WorstFirst(compared.Select(ComparedLine.Of));
        Slices = [.. compared.SelectMany(ComparedSlice.Of)];
        Experts = ComparedLine.WorstFirst(observed.Tensors.Where(t => t.Tensor.IsStacked).SelectMany(ComparedSlice.Of).Select(ComparedLine.Of));
        NotCompared =
        [
            .. observed.Tensors.Select(t => (Tensor: t, Reading: Read(t, Key))).Where(t => t.Reading?.Unavailable is not null)
                .Select(t => (t.Tensor, t.Reading!.Unavailable!)).OrderBy(t => t.Tensor.Tensor.Subject, NaturalOrder.Instance),
        ];
        HasImportance = observed.Evidence.Imatrix is not null;
        HasOutput = observed.Tensors.Any(t => OutputOf(t) is not null);
    }

    public Observation Observed { get; }

    /// <summary>Whether every line is wanted, and not only the worst.</summary>
    public bool ShowsAll { get; }

    /// <summary>Every tensor that could be compared.</summary>
    public IReadOnlyList<ComparedLine> Tensors { get; }

    /// <summary>Their slices.</summary>
    public IReadOnlyList<ComparedSlice> Slices { get; }

    /// <summary>Every expert's slice that could be compared, also of a tensor that could not.</summary>
    public IReadOnlyList<ComparedLine> Experts { get; }

    /// <summary>The others, and why.</summary>
    public IReadOnlyList<(ObservedTensor Tensor, Unavailable Why)> NotCompared { get; }

    public bool HasImportance { get; }

    /// <summary>Whether the output's error is known of a tensor.</summary>
    public bool HasOutput { get; }

    /// <summary>The first of them, unless all are wanted.</summary>
    public IEnumerable<T> Shown<T>(IReadOnlyList<T> lines, int most) => ShowsAll ? lines : lines.Take(most);

    /// <summary>Says how many are not shown.</summary>
    public void NoteMore(Page page, int lines, int most)
    {
        if (!ShowsAll && lines > most) page.Note($"And {Page.Grouped(lines - most)} more: --all shows them.");
    }

    public double? OutputOf(ObservedTensor tensor) => Read(tensor, OutputError)?.Value;

    private Reading? Read(ObservedTensor tensor, string id) => readings.GetValueOrDefault((id, tensor.Tensor.Subject));
}
