namespace MoeGate.Reductions.Pairing;

/// <summary>
/// The order of the rows of queries and keys. Converters to GGUF of llama-family models reorder those of each head from (2, half) to
/// (half, 2), so that rotary embeddings meet pairs that lie side by side; others keep them. The content tells which.
/// </summary>
internal static class HeadOrder
{
    /// <summary>More rows, and larger heads, than any model has; a file may claim any.</summary>
    private const int MostRows = 1 << 22, MostSize = 1 << 12;

    /// <summary>The order in which the candidate's rows lie in the reference, or null where it is the reference's own, or is not known.</summary>
    /// <param name="candidate">A matrix of queries or keys, or their bias as rows of one.</param>
    /// <param name="reference">Its rows in the reference.</param>
    /// <param name="heads">How many heads it has.</param>
    /// <param name="isConverted">Whether the candidate is the converted one, and not the reference.</param>
    public static int[]? Of(RowRuns candidate, RowRuns reference, int heads, bool isConverted)
    {
        var rows = candidate.Rows;
        if (heads <= 0 || rows > MostRows || rows % heads != 0 || rows / heads is < 4 or > MostSize || rows / heads % 2 != 0) return null;
        var size = (int)(rows / heads);
        var order = new int[rows];
        for (var row = 0; row < order.Length; row++)
        {
            var (head, at) = (row / size, row % size);
            order[row] = head * size + (isConverted ? at % 2 * (size / 2) + at / 2 : at % (size / 2) * 2 + at / (size / 2));
        }

        var reordered = reference with { Order = order };
        var compared = Math.Min(size, 64);
        return Error(candidate, reordered, compared) < Error(candidate, reference, compared) ? order : null;
    }

    /// <summary>The squared error over the first rows of the first head, of the beginnings of them.</summary>
    private static double Error(RowRuns candidate, RowRuns reference, int rows)
    {
        var width = Math.Min(RowReader.Whole(candidate.Type, candidate.Columns, 256), RowReader.Whole(reference.Type, candidate.Columns, 256));
        float[] ours = RowReader.Read(candidate, 0, rows, width), theirs = RowReader.Read(reference, 0, rows, width);
        var error = 0.0;
        for (var i = 0; i < ours.Length; i++) error += Math.Pow(ours[i] - (double)theirs[i], 2);
        return error;
    }
}
