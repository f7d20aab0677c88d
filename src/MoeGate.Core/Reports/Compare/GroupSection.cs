using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>The errors of all tensors that have a type, a role or a layer in common.</summary>
internal static class GroupSection
{
    private const int MostLayers = 12;

    /// <summary>Sections of what there is only one are what the totals say already.</summary>
    public static void Types(Page page, ComparedModel model) =>
        Write(page, model, "By type", "type", ComparedLine.By(model.Slices, s => s.Stored.Entry.Type.Name, Plain.Text), int.MaxValue, CompareColumn.Tensors, CompareColumn.Weights, CompareColumn.Bits);

    public static void Roles(Page page, ComparedModel model) =>
        Write(page, model, "By role", "role", ComparedLine.By(model.Slices, s => s.Tensor.Tensor.Role, Measured.Short), Measured.MostRows, CompareColumn.Tensors, CompareColumn.Type, CompareColumn.Bits);

    public static void Layers(Page page, ComparedModel model) =>
        Write(
            page, model, "By layer", "layer", ComparedLine.By(model.Slices, s => s.Tensor.Tensor.Layer, l => l is { } layer ? $"blk.{Figure.Number(layer)}" : "outside"), MostLayers,
            CompareColumn.Tensors, CompareColumn.Type, CompareColumn.Bits);

    private static void Write(Page page, ComparedModel model, string title, string subject, IReadOnlyList<ComparedLine> lines, int most, params CompareColumn[] columns)
    {
        if (lines.Count == 0) return;
        page.Section(title + ", worst first");
        CompareColumn.Write(
            page, subject, model.Shown(lines, most),
            [
                .. columns, CompareColumn.Sqnr, CompareColumn.Expected, CompareColumn.Deficit, CompareColumn.RelativeError,
                .. model.HasImportance ? [CompareColumn.Importance] : Array.Empty<CompareColumn>(), CompareColumn.WorstTensor,
            ]);
        model.NoteMore(page, lines.Count, most);
    }
}
