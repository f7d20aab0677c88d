using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class CalibrationGaps() : TensorStructureMetric(new("structure.calibration_gaps", Unit.Experts, Better.Lower)
{
    Title = "Experts that the importance matrix has no data of",
    Formula = "|{e : no token of the calibration text reached expert e}| of the tensor; a matrix without experts counts as one",
    Source = "llama.cpp, tools/imatrix; MoeGate.",
    Explanation = """
        0 is healthy. An expert that calibration never reached is quantized as if all its inputs were equally strong, and llama.cpp does so
        without a word where the type allows it. Each is named. A matrix with no entry at all counts whole, if the importance matrix has
        others of its kind: older versions of llama-imatrix leave out tensors of which too many experts were not reached.
        Not applicable to tensors of a kind that the importance matrix does not cover, such as norms, embeddings and routers in most of them,
        and to blocks that only predict further tokens and are not run in calibration. Missing where the importance matrix is of another shape.
        """,
    Remedy = "Calibrate on more and more varied text until every expert is reached, or keep the experts named here in a type of 4 bits or more.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Imatrix;

    private protected override Func<ObservedTensor, Reading> Reader(Observation observed)
    {
        if (observed.Evidence.Imatrix is not { } matrix) return _ => Reading.Missing("the importance matrix was not read");
        var roles = matrix.Entries.Select(e => e.Name.Role).ToHashSet(StringComparer.Ordinal);
        var run = matrix.Entries.Select(e => e.Name.Layer).ToHashSet();
        var further = NextTokenLayers.Of(observed.Evidence);
        return tensor => Read(tensor.Tensor, matrix, roles, t => t.Layer is { } layer && further.Contains(layer) && !run.Contains(layer));
    }

    private static Reading Read(WeightTensor tensor, ImportanceMatrix matrix, HashSet<string> roles, Func<WeightTensor, bool> isNotRun)
    {
        if (!tensor.IsMatrix || !roles.Contains(tensor.Role)) return Reading.NotApplicable("the importance matrix has nothing of its kind");
        if (tensor.IsOfUnknownOrientation) return Reading.NotApplicable("the file does not say whether its rows are outputs or inputs");
        if (isNotRun(tensor)) return Reading.NotApplicable("its block only predicts further tokens, and was not run");
        if (tensor.Elements == 0) return Reading.NotApplicable("the tensor is empty");

        if (matrix.Find(tensor.Subject) is not { } entry) return Of(tensor, [.. tensor.Slices.Where(s => !IsCalibrated(tensor, s, matrix))]);
        var experts = tensor.IsStacked ? tensor.Slices.Count : 1;
        if (entry.Columns is { } columns && columns != tensor.Columns || entry.Values % tensor.Columns != 0 || tensor.IsStacked && entry.Values != tensor.Columns * experts)
            return Reading.Missing($"mismatch: the importance matrix has {entry.Values} values of it, the tensor {tensor.Columns} columns{(tensor.IsStacked ? $" of {experts} experts" : "")}");

        // A matrix that is not of experts may still have one part for each head.
        var gaps = entry.Uncalibrated(tensor.Columns);
        return tensor.IsStacked ? Of(tensor, [.. gaps.Select(e => tensor.Slices[e])]) : Of(tensor, gaps.Count == entry.Experts(tensor.Columns) ? tensor.Slices : []);
    }

    /// <summary>Of experts that are named singly each may have an entry of its own.</summary>
    private static bool IsCalibrated(WeightTensor tensor, WeightSlice slice, ImportanceMatrix matrix) =>
        slice.Expert is { } expert && matrix.Find(tensor.Subject, expert) is { } entry && entry.Values == tensor.Columns && entry.Uncalibrated(tensor.Columns).Count == 0;

    private static Reading Of(WeightTensor tensor, IReadOnlyList<WeightSlice> gaps) => Offence.Read(
        [.. gaps.Select(s => new Offence(s.Expert is { } expert ? string.Create(CultureInfo.InvariantCulture, $"{tensor.Subject}[{expert}]") : tensor.Subject, 1))]);
}
