using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class CollapsedTensors() : TensorStructureMetric(new("structure.collapsed_tensors", Unit.None, Better.Lower)
{
    Title = "Whether the whole matrix is one number",
    Formula = "1 where max w = min w, else 0",
    Source = Own,
    Explanation = """
        0 is healthy. A matrix of zeros, or of any one number, has lost everything that was learned, and files of such matrices load and run;
        ggml's own check of a file looks at scales alone and passes them. Beside the 1 stands the number that all weights are.
        Not applicable to vectors, which norms may well leave constant, and to matrices of a single row or column. Missing where the type
        cannot be decoded; a sample shows that a matrix varies, and never that it does not.
        """,
    Remedy = "Convert again from the original. If that matrix is constant there too, the original is not the trained model.",
})
{
    internal override Reduce NeedsOfWhole(WeightTensor tensor) => IsExempt(tensor) ? Reduce.None : Reduce.Moments;

    private protected override Func<ObservedTensor, Reading> Reader(Observation observed) => Read;

    private static Reading Read(ObservedTensor tensor)
    {
        if (IsExempt(tensor.Tensor)) return Reading.NotApplicable("not a matrix of several rows and columns");
        if (Unread(tensor) is { } reason) return reason;
        var (sums, rows) = (tensor.Sums!, tensor.Tensor.Rows);
        if (sums.NonFinite == sums.Rows * sums.Columns) return Reading.Missing("no weight is finite");
        if (sums.NonFinite > 0 || sums.Weights.Min < sums.Weights.Max) return 0;
        return sums.Rows < rows
            ? Reading.Missing($"constant in a sample of {sums.Rows} rows of {rows}, which says nothing of the others")
            : Reading.Of(1) with { Items = [new Item(tensor.Tensor.Subject, sums.Weights.Max)] };
    }

    private static bool IsExempt(WeightTensor tensor) => !tensor.IsMatrix || tensor.Rows == 1 || tensor.Columns == 1;
}
