namespace MoeGate.Reductions.Kernels;

/// <summary>Pointwise, beside a reference: the errors of a row, as <see cref="WeightErrors"/> has them.</summary>
public struct ErrorRowSums : IRowSums<ErrorRowSums>
{
    internal long Count, NonFinite;
    internal double Square, Reference, Candidate, Product, Sum, Largest;
    internal double Pivot, Moved, Spread;
    internal double WeightedError, WeightedReference;

    public static int Unit => 1;

    public static void Add<TRows>(ref ErrorRowSums sums, in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        float reference = rows.Reference(row, start), candidate = rows.Weight(row, start);
        if (!Bits.IsFinite(reference) || !Bits.IsFinite(candidate))
        {
            sums.NonFinite++;
            return;
        }

        double w = reference, c = candidate;
        var e = c - w;
        if (sums.Count == 0) sums.Pivot = w;
        sums.Count++;
        var square = e * e;
        var energy = w * w;
        sums.Square += square;
        sums.Reference += energy;
        sums.Candidate += c * c;
        sums.Product += w * c;
        sums.Sum += e;
        var d = w - sums.Pivot;
        sums.Moved += d;
        sums.Spread += d * d;
        var size = e < 0 ? -e : e;
        if (size > sums.Largest) sums.Largest = size;
        var power = rows.Power(start);
        sums.WeightedError += square * power;
        sums.WeightedReference += energy * power;
    }

    public static void Merge(ref ErrorRowSums sums, in ErrorRowSums other)
    {
        sums.NonFinite += other.NonFinite;
        if (other.Count == 0) return;
        if (sums.Count == 0) sums.Pivot = other.Pivot;
        double d = other.Pivot - sums.Pivot, n = other.Count;
        sums.Spread += other.Spread + 2 * d * other.Moved + n * d * d;
        sums.Moved += other.Moved + n * d;
        sums.Count += other.Count;
        sums.Square += other.Square;
        sums.Reference += other.Reference;
        sums.Candidate += other.Candidate;
        sums.Product += other.Product;
        sums.Sum += other.Sum;
        if (other.Largest > sums.Largest) sums.Largest = other.Largest;
        sums.WeightedError += other.WeightedError;
        sums.WeightedReference += other.WeightedReference;
    }

    /// <summary>The same as the sums that all machines have.</summary>
    internal readonly ErrorSums ToSums()
    {
        if (Count == 0) return default;
        var mean = Moved / Count;
        return new ErrorSums(Count, Square, Reference, Candidate, Product, Sum, Pivot + mean, Math.Max(0, Spread - mean * Moved), Largest);
    }
}
