using System.Globalization;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class NonFiniteBlocks() : TensorStructureMetric(new("structure.nonfinite_blocks", Unit.None, Better.Lower)
{
    Title = "Blocks that hold a value that is not finite",
    Formula = "|{block : some w of it is NaN or ±∞}|; of a type that is not quantized, a block is one weight",
    Source = Own,
    Explanation = """
        0 is healthy. Weights of a quantized type share the scales of their block, and one scale that is NaN or infinite takes the whole block
        with it. The first ten are named by tensor, expert, row and block, each counted from 0 within what stands before it, as in
        blk.3.ffn_down_exps[17] row 5 block 2; beside each stands how many of its weights are not finite.
        Missing where the type cannot be decoded, and where a sample of rows has none.
        """,
    Remedy = "Do not ship it. Quantize again; if it comes back, look for infinities in the original or in the importance matrix.",
})
{
    internal override Reduce NeedsOfWhole(WeightTensor tensor) => Reduce.Moments | Reduce.Faults;

    private protected override Func<ObservedTensor, Reading> Reader(Observation observed) => Read;

    private static Reading Read(ObservedTensor tensor)
    {
        if (Unread(tensor) is { } reason) return reason;
        if (tensor.Sums is not { Faults: { } faults, Rows: var read }) return Reading.Missing("its blocks were not looked at");
        var rows = tensor.Tensor.Rows;
        if (faults.Count == 0) return read < rows ? Reading.Missing($"none in a sample of {read} rows of {rows}, which says nothing of the others") : 0;
        var items = faults.First.Select(f => new Item(Place(tensor.Tensor, f), f.Weights)).ToList();
        return Reading.Of(faults.Count) with
        {
            At = items[0].Index,
            Items = items,
            Note = read < rows ? $"over a sample of {read} rows of {rows}" : null,
        };
    }

    private static string Place(WeightTensor tensor, BlockFault fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tensor.Subject}{(fault.Expert is { } expert ? $"[{expert}]" : "")} row {fault.Row} {(HasBlocks(tensor, fault) ? "block" : "column")} {fault.Block}");

    private static bool HasBlocks(WeightTensor tensor, BlockFault fault) => tensor.Slices.First(s => s.Expert == fault.Expert).Entry.Type.Length > 1;
}
