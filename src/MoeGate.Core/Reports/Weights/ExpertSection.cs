using MoeGate.Metrics;
using MoeGate.Reductions;

namespace MoeGate.Reports.Weights;

/// <summary>How the experts of stacked tensors differ, and the one that is hardest to quantize.</summary>
internal static class ExpertSection
{
    private sealed record Slice(ObservedTensor Tensor, int? Expert, double Error, double? Kurtosis);

    public static void Write(Page page, Measured measured)
    {
        var stacked = measured.Tensors.Where(t => t.Tensor.IsStacked && !t.Tensor.Type.IsQuantized && t.Experts.Count > 0).ToList();
        var slices = stacked.SelectMany(Slices).ToList();
        if (slices.Count == 0) return;

        page.Section("Experts of stacked tensors: offset rmse ÷ σ of each");
        var table = new TextTable("tensor", "experts", "mean", "std", "min", "max", "max÷mean", "kurtosis there", "hardest expert").Right(1, 2, 3, 4, 5, 6, 7);
        var groups = measured.IsDetailed
            ? slices.GroupBy(s => Measured.Name(s.Tensor))
            : Measured.ByRole(stacked).SelectMany(r => slices.Where(s => s.Tensor.Tensor.Role == r.Key)).GroupBy(s => Measured.Short(s.Tensor.Tensor.Role));
        foreach (var group in groups)
        {
            var errors = new Moments();
            foreach (var slice in group) errors.Add(slice.Error);
            var worst = group.MaxBy(s => s.Error)!;
            table.Add(
                group.Key, Page.Grouped(errors.Count), Page.Fixed(errors.Mean, 4), Page.Fixed(errors.Std, 4), Page.Fixed(errors.Min, 4), Page.Fixed(errors.Max, 4),
                Page.Fixed(errors.Max / errors.Mean, 2, "×"), Show.Decimals(2)(worst.Kurtosis), Measured.Name(worst.Tensor.Tensor, worst.Expert));
        }

        page.Table(table);
        page.Note("A tensor is quantized in one type, so its hardest expert decides what that type costs at worst. Mean, std and extremes are over its experts.");
        var bad = stacked.SelectMany(t => t.Experts.Select((e, i) => (t, i, e))).Where(x => x.e.Weights.Count == 0 || x.e.Weights.Std == 0).ToList();
        if (bad.Count > 0) page.Note($"Without spread, or without a finite weight: {Measured.Some([.. bad.Select(b => Measured.Name(b.t.Tensor, b.t.Tensor.Slices[b.i].Expert))])}.");
    }

    private static IEnumerable<Slice> Slices(ObservedTensor tensor) =>
        tensor.Experts
            .Select((sums, i) => (sums, tensor.Tensor.Slices[i].Expert))
            .Where(s => s.sums is { ByGroup: not null, Weights: { Count: > 0, Std: > 0 } })
            .Select(s => new Slice(
                tensor, s.Expert, Math.Sqrt(s.sums.ByGroup!.ErrorOffset / s.sums.Weights.Count) / s.sums.Weights.Std,
                double.IsFinite(s.sums.Weights.ExcessKurtosis) ? s.sums.Weights.ExcessKurtosis : null));
}
