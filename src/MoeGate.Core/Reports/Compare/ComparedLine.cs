using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>A line of a table: slices that are looked at together, and their errors merged.</summary>
internal sealed class ComparedLine
{
    private const int MostTypes = 4;

    /// <param name="label">What it is, harmless to print.</param>
    /// <param name="slices">At least one.</param>
    public ComparedLine(string label, IReadOnlyList<ComparedSlice> slices)
    {
        (Label, Slices) = (label, slices);
        Errors = slices.Select(MergedErrors.Of).Aggregate((a, b) => a.With(b));
    }

    public string Label { get; }

    public IReadOnlyList<ComparedSlice> Slices { get; }

    public MergedErrors Errors { get; }

    /// <summary>The tensor, of a line that is one tensor or a slice of it.</summary>
    public ObservedTensor Tensor => Slices[0].Tensor;

    public int Tensors => Slices.DistinctBy(s => s.Tensor.Tensor.Subject).Count();

    /// <summary>The types in which it is stored, those of most weights first.</summary>
    public string Types
    {
        get
        {
            List<string> names = [.. Slices.GroupBy(s => s.Stored.Entry.Type.Name).OrderByDescending(g => g.Sum(s => (double)s.Stored.Rows * s.Read.Columns)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => Plain.Text(g.Key))];
            return string.Join(", ", names.Take(MostTypes)) + (names.Count > MostTypes ? $" and {names.Count - MostTypes} more" : "");
        }
    }

    public static ComparedLine Of(ObservedTensor tensor) => new(Measured.Name(tensor), [.. ComparedSlice.Of(tensor)]);

    public static ComparedLine Of(ComparedSlice slice) => new(slice.Stored.Expert is { } expert ? Measured.Name(slice.Tensor.Tensor, expert) : Measured.Name(slice.Tensor), [slice]);

    /// <summary>Worst first; of equals the larger error, and then as their names are in order.</summary>
    public static IReadOnlyList<ComparedLine> WorstFirst(IEnumerable<ComparedLine> lines) =>
        [.. lines.OrderByDescending(l => l.Errors.Badness).ThenByDescending(l => l.Errors.RelativeError ?? 0).ThenBy(l => l.Label, NaturalOrder.Instance)];

    /// <summary>Lines of slices that have something in common, worst first.</summary>
    public static IReadOnlyList<ComparedLine> By<T>(IEnumerable<ComparedSlice> slices, Func<ComparedSlice, T> key, Func<T, string> label) =>
        WorstFirst(slices.GroupBy(key).Select(g => new ComparedLine(label(g.Key), [.. g])));

    /// <summary>The worst of its tensors, as far as it stands on this line; null where all are exact.</summary>
    public ComparedLine? WorstTensor() =>
        Errors.IsExact ? null : WorstFirst(Slices.GroupBy(s => s.Tensor.Tensor.Subject).Select(g => new ComparedLine(Measured.Name(g.First().Tensor), [.. g])))[0];
}
