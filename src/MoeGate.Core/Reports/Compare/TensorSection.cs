using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>Every tensor that is not exact, worst first.</summary>
internal static class TensorSection
{
    private const int Most = 20;

    public static void Write(Page page, ComparedModel model)
    {
        var lines = model.Tensors.Where(t => model.ShowsAll || !t.Errors.IsExact).ToList();
        if (lines.Count == 0) return;
        page.Section("Tensors, worst first");
        CompareColumn.Write(
            page, "tensor", model.Shown(lines, Most),
            [
                CompareColumn.Type, CompareColumn.Bits, CompareColumn.Sqnr, CompareColumn.Deficit, CompareColumn.RelativeError, CompareColumn.Cosine,
                .. model.HasImportance ? [CompareColumn.Importance] : Array.Empty<CompareColumn>(),
                .. model.HasOutput ? [new CompareColumn("output", l => Show.Percent(3)(model.OutputOf(l.Tensor)))] : Array.Empty<CompareColumn>(),
                CompareColumn.WorstExpert, CompareColumn.WorstRow,
            ]);
        model.NoteMore(page, lines.Count, Most);
        page.Note(
            "Beside the worst expert and the worst row of a tensor: their relative errors. Rows are quantized by themselves, so one that stands far above its tensor is damaged or another's. "
            + "Types that lose nothing, such as f32, have no deficit, and stand where their errors would put bf16."
            + (model.HasOutput ? " Output: share of the output's energy that the error takes under the real activations." : ""));
    }
}
