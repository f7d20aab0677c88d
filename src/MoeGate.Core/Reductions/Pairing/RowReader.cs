using MoeGate.Blocks;
using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>Reads a few rows by themselves.</summary>
internal static class RowReader
{
    /// <summary>Decodes some rows.</summary>
    /// <param name="rows">Where they are.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="columns">How many weights of the beginning of each: whole blocks, or all of a row.</param>
    public static float[] Read(RowRuns rows, long first, int count, int columns)
    {
        var weights = new float[checked(count * columns)];
        for (var r = 0; r < count; r++)
        {
            var (run, row, _) = rows.Find(first + r);
            Read(run, row, weights.AsSpan(r * columns, columns));
        }

        rows.Convert(weights);
        return weights;
    }

    private static void Read(WeightSlice slice, long row, Span<float> weights)
    {
        var type = slice.Entry.Type;
        var bytes = new byte[type.BytesOf(weights.Length)];
        slice.Entry.File.Read(slice.Offset + row * type.BytesOf(slice.Entry.Columns), bytes);
        slice.Decode(bytes, weights, row, 0);
    }

    /// <summary>The most weights up to so many that are whole blocks of the type, or a whole row.</summary>
    public static int Whole(WeightType type, long columns, int most) => (int)(columns <= most ? columns : most / type.Length * type.Length);
}
