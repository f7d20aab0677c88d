namespace MoeGate.Reductions;

/// <summary>Counts that cannot wrap: counted in 32 bits, and carried into 64 before those are full.</summary>
/// <param name="length">How many counts.</param>
internal sealed class Tally(int length)
{
    /// <summary>The most that one call may count.</summary>
    public const int Most = int.MaxValue;

    private readonly int[] counts = new int[length];
    private long[]? carried;
    private int pending;

    public long this[int index] => counts[index] + (carried?[index] ?? 0L);

    /// <summary>The counts to raise, by so much in all.</summary>
    public int[] Room(int increments)
    {
        if (increments > Most - pending) Carry();
        pending += increments;
        return counts;
    }

    public void Add(int index, long count)
    {
        if (count == 0) return;
        carried ??= new long[counts.Length];
        carried[index] += count;
    }

    public void Merge(Tally other)
    {
        if (other.carried is null && other.pending <= Most - pending)
        {
            pending += other.pending;
            for (var i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
            return;
        }

        for (var i = 0; i < counts.Length; i++) Add(i, other[i]);
    }

    private void Carry()
    {
        carried ??= new long[counts.Length];
        for (var i = 0; i < counts.Length; i++) carried[i] += counts[i];
        Array.Clear(counts);
        pending = 0;
    }
}
