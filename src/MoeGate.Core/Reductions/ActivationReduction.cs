using MoeGate.Evidence;
using MoeGate.Formats;

namespace MoeGate.Reductions;

/// <summary>
/// Reads an activation source: once, or twice where its values fill more than the upper half of a float, for order statistics are
/// exact. Values that are not finite are counted and left out. A token or a dimension without any finite value has NaN for its
/// figures. The result does not depend on the machine.
/// </summary>
public static class ActivationReduction
{
    private const double MassiveAbove = 100;
    private const double MassiveTimesMedian = 1000;

    /// <param name="file">T rows of N columns.</param>
    /// <param name="cancellation">Asked after every 65,536 values.</param>
    /// <exception cref="InputException">It cannot be read or decoded, or changes while it is read.</exception>
    public static ActivationSums Read(ActivationFile file, CancellationToken cancellation)
    {
        using var rows = new ActivationRows(file);
        var tokens = new TokenSums(rows.Dimensions);
        var dimensions = new DimensionSums(rows.Dimensions);
        using var histogram = new OrderHistogram();
        var finite = new float[rows.AtMost * rows.Dimensions];
        foreach (var (first, count) in Pieces(rows, cancellation))
        {
            var piece = rows.Read(first, count);
            var all = Finite.Of(piece, finite);
            histogram.Add(all);
            for (var i = 0; i < count; i++)
            {
                var token = piece.Slice(i * rows.Dimensions, rows.Dimensions);
                dimensions.Add(token, all.Length == piece.Length);
                tokens.Add(token, all.Length == piece.Length);
            }
        }

        var query = new WeightOrderQuery(tokens.All);
        using var order = query.Select(histogram);
        using var folded = histogram.Magnitudes();
        using var magnitudes = folded.Select(OrderSelection.RanksOf([50], histogram.Count), []);
        if (order.NeedsRefining || magnitudes.NeedsRefining)
        {
            foreach (var (first, count) in Pieces(rows, cancellation))
            {
                // A copy in any case, for it is turned into magnitudes.
                var piece = rows.Read(first, count);
                var all = finite.AsSpan(0, Finite.Of(piece, finite).Length);
                if (all.Length == piece.Length) piece.CopyTo(all);
                order.Refine(all);
                for (var i = 0; i < all.Length; i++) all[i] = Math.Abs(all[i]);
                magnitudes.Refine(all);
            }

            if (!order.IsComplete || !magnitudes.IsComplete)
                InputException.Throw(InputKind.Evidence, new Place(file.Entry.File.Shown), "changed while it was read", "read it again when nothing writes to it");
        }

        var massive = Math.Max(MassiveAbove, MassiveTimesMedian * magnitudes.Percentile(50));
        return new ActivationSums
        {
            Tokens = rows.Tokens,
            Dimensions = rows.Dimensions,
            MeanSquare = dimensions.MeanSquare(),
            Values = new ActivationValues
            {
                NonFinite = rows.Tokens * rows.Dimensions - histogram.Count,
                All = tokens.All,
                Order = query.Read(order),
                Mean = dimensions.Mean(),
                Std = dimensions.Std(),
                Negative = dimensions.Negative(),
                Massive = dimensions.Above(massive),
                OverTokens = tokens.Mean(),
                First = tokens.First,
            },
        };
    }

    private static IEnumerable<(long First, int Count)> Pieces(ActivationRows rows, CancellationToken cancellation)
    {
        for (var first = 0L; first < rows.Tokens && rows.Dimensions > 0; first += rows.AtMost)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return (first, (int)Math.Min(rows.AtMost, rows.Tokens - first));
        }
    }
}
