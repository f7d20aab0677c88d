using MoeGate.Blocks;
using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>
/// Which 8-bit tensors of a safetensors model have scales beside them: <c>X.weight_scale_inv</c>, as DeepSeek names the factors of
/// blocks of 128 × 128, or <c>X.weight_scale</c>, as others name those of rows or of the whole. Both are multiplied with.
/// </summary>
internal sealed class WeightScales
{
    private static readonly string[] endings = ["_scale_inv", "_scale"];
    private static readonly string[] types = ["f32", "bf16", "f16", "f8_e8m0"];

    private readonly Dictionary<string, List<TensorEntry>> byWeights = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public WeightScales(TensorSource source)
    {
        var scaled = source.Tensors.Where(t => IsScaled(t.Type)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        if (scaled.Count == 0) return;
        foreach (var entry in source.Tensors)
            foreach (var ending in endings)
            {
                if (!entry.Name.EndsWith(ending, StringComparison.Ordinal) || entry.Name[..^ending.Length] is var of && !scaled.Contains(of)) continue;
                names.Add(entry.Name);
                if (byWeights.TryGetValue(of, out var others)) others.Add(entry);
                else byWeights.Add(of, [entry]);
            }
    }

    /// <summary>Whether a tensor is nothing but the scales of another.</summary>
    public bool Contains(TensorEntry entry) => names.Contains(entry.Name);

    /// <summary>Weights with their scales, or with the reason why those cannot be theirs; as they are where they have none.</summary>
    /// <param name="slice">The weights.</param>
    /// <param name="place">Which slice of its stored tensor it is.</param>
    /// <param name="slices">How many that has.</param>
    public WeightSlice On(WeightSlice slice, int place = 0, int slices = 1)
    {
        if (slice.Entry.Elements == 0 || !byWeights.TryGetValue(slice.Entry.Name, out var found)) return slice;
        var scales = found[0];
        if (found.Count > 1) return slice with { Misfit = $"stored as {slice.Entry.Type} with two tensors of scales, {found[0].Name} and {found[1].Name}" };
        if (!types.Contains(scales.Type.Name)) return slice with { Misfit = $"stored as {slice.Entry.Type} with scales in {scales.Type}, which this version does not apply: {scales.Name}" };
        return Fit(slice, [.. scales.Dimensions.Reverse()], slices) is { } grid
            ? slice with { Scale = new WeightScale(scales, scales.Elements == 1 ? 0 : place * grid.Count, slice.FirstRow, grid) }
            : slice with { Misfit = $"stored as {slice.Entry.Type} with scales that do not fit: {slice.Entry.Name} is {slice.Entry.Shape}, {scales.Name} is {scales.Shape}" };
    }

    private static bool IsScaled(WeightType type) => type.Name is "f8_e4m3" or "f8_e5m2";

    /// <summary>How scales of a shape, rows before columns, lie over a slice; null where they do not.</summary>
    private static ScaleGrid? Fit(WeightSlice slice, ReadOnlySpan<long> shape, int slices)
    {
        long rows = slice.Rows, columns = slice.Entry.Columns;
        var dimensions = slice.Entry.Dimensions;
        if (IsOne(shape)) return ScaleGrid.Single(rows, columns);
        if (dimensions.Count > 2)
        {
            // Experts come first, in the weights as in the scales.
            if (dimensions[^1] != slices || shape[0] != slices) return null;
            shape = shape[1..];
        }

        if (IsOne(shape)) return ScaleGrid.Single(rows, columns);
        return shape switch
        {
            [var count] when slice.Entry.IsVector => ScaleGrid.Over(1, columns, 1, count),
            [var count] => count == rows ? ScaleGrid.Over(rows, columns, count, 1) : null,
            [var high, var wide] => ScaleGrid.Over(rows, columns, high, wide),
            _ => null,
        };
    }

    private static bool IsOne(ReadOnlySpan<long> shape) => !shape.ContainsAnyExcept(1);
}
