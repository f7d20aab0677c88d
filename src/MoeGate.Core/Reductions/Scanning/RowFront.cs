namespace MoeGate.Reductions.Scanning;

/// <summary>
/// The rows that can come out worst once the energy of a mean row is known: those of which no other has both the larger error and the
/// larger error beside its own energy, and of equals the first. Of the rows of weights these are a handful, however many there are.
/// </summary>
internal sealed class RowFront
{
    /// <summary>
    /// Beyond so many every second one is left out, so that memory stays bounded; the error of the worst is then exact to the step
    /// between neighbours of thousands. It takes rows whose error grows with their energy, each with less of a share than the one before.
    /// </summary>
    private const int Most = 4096;

    /// <summary>By ascending error and descending share, and so by ascending energy.</summary>
    private readonly List<Entry> front = [];

    /// <summary>Rows that were taken in.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes in the next row.</summary>
    /// <param name="error">Σe² of it.</param>
    /// <param name="energy">Σw² of it.</param>
    public void Add(double error, double energy) => Add(new Entry(Rows++, error, energy));

    /// <summary>Takes in the rows that come after.</summary>
    public void Add(RowFront later)
    {
        foreach (var entry in later.front) Add(entry with { Row = Rows + entry.Row });
        Rows += later.Rows;
    }

    /// <summary>The worst row, each counted with at least the energy of a mean row.</summary>
    /// <returns>Its number among those taken in, and √(Σe² ÷ energy).</returns>
    public (long Row, double Error) Worst(double mean)
    {
        var (row, worst) = (0L, -1.0);
        foreach (var entry in front)
        {
            var relative = Math.Sqrt(entry.Error / Math.Max(entry.Energy, mean));
            if (relative > worst || relative == worst && entry.Row < row) (row, worst) = (entry.Row, relative);
        }

        return (row, worst);
    }

    private void Add(Entry entry)
    {
        var at = FirstWith(entry.Error);
        if (at < front.Count && front[at].Share >= entry.Share) return;
        var from = at;

        // Of equals the first is named, so one that is only equalled stays.
        while (from > 0 && front[from - 1].Share < entry.Share) from--;
        front.RemoveRange(from, at - from);
        front.Insert(from, entry);
        if (front.Count > Most) Thin();
    }

    /// <summary>Where the first of at least this error is.</summary>
    private int FirstWith(double error)
    {
        var (from, to) = (0, front.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (front[middle].Error < error) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    /// <summary>Both ends stay.</summary>
    private void Thin()
    {
        var kept = 1;
        for (var i = 2; i < front.Count - 1; i += 2) front[kept++] = front[i];
        front[kept++] = front[^1];
        front.RemoveRange(kept, front.Count - kept);
    }

    private readonly record struct Entry(long Row, double Error, double Energy)
    {
        public double Share => Error == 0 ? 0 : Error / Energy;
    }
}
