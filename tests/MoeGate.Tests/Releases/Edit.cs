using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>What is done to weights.</summary>
internal static class Edit
{
    public static void Exchange(Span<float> a, Span<float> b)
    {
        var held = a.ToArray();
        b.CopyTo(a);
        held.CopyTo(b);
    }

    public static void Scale(Span<float> weights, float factor)
    {
        foreach (ref var weight in weights) weight *= factor;
    }

    public static void ReverseRows(Span<float> matrix, int columns)
    {
        for (int first = 0, last = matrix.Length - columns; first < last; first += columns, last -= columns)
            Exchange(matrix.Slice(first, columns), matrix.Slice(last, columns));
    }

    /// <summary>The weights column by column, under the shape that they had.</summary>
    public static void Transpose(Span<float> matrix, int columns)
    {
        var held = matrix.ToArray();
        var rows = held.Length / columns;
        for (var i = 0; i < held.Length; i++) matrix[i % columns * rows + i / columns] = held[i];
    }

    /// <summary>What two tensors have, each in the other's place.</summary>
    public static void Exchange(this Release model, string one, string other) =>
        (model.Tensors[one], model.Tensors[other]) = (model[other], model[one]);

    /// <summary>Whole blocks, norms and all.</summary>
    public static void ExchangeLayers(this Release model, int one, int other)
    {
        var first = Scene.In(one, "");
        foreach (var name in model.Tensors.Keys.Where(n => n.StartsWith(first, StringComparison.Ordinal)).ToList())
            model.Exchange(name, Scene.In(other, name[first.Length..]));
    }

    /// <summary>Moves all rows down by one; the last becomes the first.</summary>
    public static void ShiftRows(Release.Tensor tensor)
    {
        float[] shifted = [.. tensor.Weights[^tensor.Columns..], .. tensor.Weights[..^tensor.Columns]];
        shifted.CopyTo(tensor.Weights, 0);
    }

    /// <summary>Weights like these, and not these.</summary>
    public static void Redraw(Span<float> weights, Random random)
    {
        var power = 0.0;
        foreach (var weight in weights) power += (double)weight * weight;
        var size = Math.Sqrt(power / weights.Length);
        foreach (ref var weight in weights) weight = (float)(size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
