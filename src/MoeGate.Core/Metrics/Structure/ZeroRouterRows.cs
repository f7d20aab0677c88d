using System.Globalization;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class ZeroRouterRows() : LayerStructureMetric(new("structure.zero_router_rows", Unit.None, Better.Lower)
{
    Title = "Rows of the router that are all zero",
    Formula = "|{e : row e of ffn_gate_inp is 0}| of the layer",
    Source = Own,
    Explanation = """
        0 is healthy. The row is what draws tokens to its expert: at 0 the expert scores the same for every token, so it is chosen for the
        wrong ones or for none. Rows are named as in blk.3.ffn_gate_inp[4], by the expert's number.
        Missing where the type cannot be decoded, and where a sample of rows has none.
        """,
    Remedy = "Cut again: the router's rows have to move with their experts.",
})
{
    internal override Reduce NeedsOfWhole(WeightTensor tensor) => tensor is { Role: "ffn_gate_inp", IsVector: false } ? Reduce.Moments | Reduce.ZeroRows : Reduce.None;

    private protected override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        var tensors = observed.Tensors.ToDictionary(t => t.Tensor.Subject);
        foreach (var layer in ExpertLayers(observed))
            yield return (layer.Layer, layer.Router is { } router && tensors.TryGetValue(router.Subject, out var read) ? Read(read) : Reading.NotApplicable("no matrix of a router is there"));
    }

    private static Reading Read(ObservedTensor router)
    {
        var tensor = router.Tensor;
        if (tensor.Undecodable is { } why) return Reading.Missing($"{tensor.Subject} is {why}");
        if (tensor.Elements == 0) return Reading.NotApplicable("the router is empty");
        if (router.Sums is not { ZeroRows: { } zero } sums) return Reading.Missing($"{tensor.Subject} was not read");
        var sampled = sums.Rows < tensor.Rows ? $"a sample of {sums.Rows} rows of {tensor.Rows} says nothing of the others" : null;
        return Offence.Read([.. zero.Select(row => new Offence(string.Create(CultureInfo.InvariantCulture, $"{tensor.Subject}[{row}]"), 1))], sampled);
    }
}
