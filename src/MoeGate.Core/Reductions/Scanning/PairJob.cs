using MoeGate.Formats;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>The reading of one tensor beside its reference: its passes, each over all chunks, and what they gave.</summary>
internal sealed class PairJob : IScanJob
{
    private readonly PairRequest request;
    private readonly TensorPair pair;
    private readonly ReducePair needs;
    private readonly long[]?[] drawn;
    private readonly IPairPasses passes;
    private readonly int threads;
    private readonly PairChunk?[] waiting;
    private readonly PairSums?[] slices;
    private readonly Lazy<double[]?>?[] powers;
    private readonly Lock joining = new();
    private readonly long bytesPerPass;
    private IReadOnlyList<Chunk> chunks;
    private PairChunk? current, all;
    private int joined;
    private WorstRow? worst;
    private OrderSelection? selected;
    private OutputPass? output;
    private PairSums whole;
    private Pass now = Pass.First;

    /// <param name="request">What to read.</param>
    /// <param name="options">How.</param>
    /// <param name="device">What computes; null for the processor.</param>
    public PairJob(PairRequest request, ScanOptions options, DeviceLanes? device = null)
    {
        (this.request, pair, needs, threads) = (request, request.Pair, request.Whole | request.Experts, options.Threads);
        var tensor = pair.Candidate;
        drawn = [.. tensor.Slices.Select(s => RowSample.Draw(s.Rows, options.SampleRows, options.Seed))];
        passes = device is null ? new ProcessorPairPasses(pair, needs, drawn, threads) : new DevicePairPasses(pair, needs, drawn, device);
        chunks = passes.Chunks;
        waiting = new PairChunk?[chunks.Count];
        slices = new PairSums?[tensor.Slices.Count];
        powers = [.. tensor.Slices.Select((_, i) => new Lazy<double[]?>(() => request.Power(i)))];
        bytesPerPass = Enumerable.Range(0, chunks.Count).Sum(BytesOf);
        whole = Sums(new PairChunk(0, default, default, new(), needs.HasFlag(ReducePair.Columns) ? new double[tensor.Columns] : null), 0);
    }

    public string Subject => pair.Subject;

    public int Chunks => chunks.Count;

    public long Bytes => bytesPerPass * (1 + (needs.HasFlag(ReducePair.Order) ? 1 : 0) + (NeedsOutput ? OutputPass.Passes(request.Input!) : 0));

    public long Spared { get; private set; }

    public bool IsDone { get; private set; }

    public void Dispose()
    {
        passes.Dispose();
        selected?.Dispose();
    }

    public PairResult Result => new(whole, slices);

    private bool NeedsOutput => request.Whole.HasFlag(ReducePair.Output) && request.Input is { Entry.Rows: > 0 };

    public long BytesOf(int chunk)
    {
        var (slice, _, rows) = chunks[chunk];
        var columns = pair.Candidate.Columns;
        return rows * (pair.Candidate.Slices[slice].Entry.Type.BytesOf(columns) + pair.Origins[slice]!.Type.BytesOf(columns));
    }

    public void Read(int chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        var one = chunks[chunk];
        switch (now)
        {
            case Pass.First:
                Join(chunk, passes.First(one, needs.HasFlag(ReducePair.Importance) ? powers[one.Slice]!.Value : null, thread, readers, cancellation));
                break;
            case Pass.Second:
                passes.Second(one, thread, readers, cancellation);
                break;
            default:
                output!.Read(chunk, thread, room => readers.Pairs.Read(pair, one, drawn[one.Slice], (reference, candidate, _, _) => room.Take(reference, candidate), cancellation), cancellation);
                break;
        }
    }

    public bool Next()
    {
        if (now == Pass.Output && output!.Next()) return true;
        if (now == Pass.First)
        {
            if (all is not null) whole = Sums(all, chunks.Select(c => c.Slice).Distinct().Sum(RowsOf)) with { Worst = worst };
            whole = whole with { Weighted = Weighted() };
            all = null;
            if (BeginSecond()) return true;
        }

        if (now == Pass.Second) EndSecond();
        if (now == Pass.Output) whole = whole with { Output = output!.Sums };
        else if (NeedsOutput && whole is { Errors.Count: > 0, NonFinite: 0 })
        {
            chunks = ProcessorPairPasses.Cut(pair, drawn);
            output = new OutputPass(request.Input!, chunks.Count, threads);
            now = Pass.Output;
            return true;
        }

        IsDone = true;
        return false;
    }

    private long RowsOf(int slice) => drawn[slice]?.LongLength ?? pair.Candidate.Slices[slice].Rows;

    /// <summary>Joins sums in the order of the chunks, as soon as all before them are there.</summary>
    private void Join(int index, PairChunk sums)
    {
        lock (joining)
        {
            waiting[index] = sums;
            for (; joined < chunks.Count && waiting[joined] is { } next; joined++)
            {
                waiting[joined] = null;
                current = current is null ? next : current.With(next);
                var number = chunks[joined].Slice;
                if (joined + 1 < chunks.Count && chunks[joined + 1].Slice == number) continue;
                EndSlice(number, current);
                current = null;
            }
        }
    }

    private void EndSlice(int number, PairChunk sums)
    {
        var worstOfSlice = WorstOf(number, sums);
        slices[number] = Sums(sums with { ByColumn = null }, sums.ByRow.Rows) with { Worst = worstOfSlice, Weighted = IsPowerKnown(number) ? sums.Weighted : null };
        powers[number] = null;
        if (worstOfSlice is { } row && (worst is null || row.Error > worst.Value.Error)) worst = row;
        sums = sums with { ByRow = new() };
        all = all is null ? sums : all.With(sums);
    }

    private bool IsPowerKnown(int slice) => needs.HasFlag(ReducePair.Importance) && powers[slice]!.Value is not null;

    /// <summary>Of the whole: over the slices whose power is known.</summary>
    private WeightedErrors? Weighted()
    {
        if (!needs.HasFlag(ReducePair.Importance)) return null;
        var weighted = default(WeightedErrors);
        foreach (var slice in slices.OfType<PairSums>()) weighted = weighted.With(slice.Weighted ?? new WeightedErrors(0, 0, 1));
        return weighted;
    }

    /// <summary>
    /// The energy of a row is not less than a mean row's: rows that are hardly there, as those of tokens that never occur, are not what
    /// a model lives by.
    /// </summary>
    private WorstRow? WorstOf(int slice, PairChunk sums)
    {
        var mean = sums.Errors.Reference / sums.ByRow.Rows;
        if (sums.NonFinite > 0 || !(mean > 0)) return null;
        var (row, error) = sums.ByRow.Worst(mean);
        return new WorstRow(slice, drawn[slice]?[row] ?? row, error);
    }

    private PairSums Sums(PairChunk chunk, long rows) => new()
    {
        Rows = rows,
        Columns = pair.Candidate.Columns,
        NonFinite = chunk.NonFinite,
        Errors = chunk.Errors,
        ByColumn = chunk.ByColumn,
    };

    private bool BeginSecond()
    {
        var sizes = passes.EndFirst();
        if (sizes is null) return false;
        if (sizes.Count > 0) selected = sizes.Select(OrderSelection.RanksOf(PairSums.Percents, sizes.Count), []);
        sizes.Dispose();
        if (selected is { NeedsRefining: true })
        {
            passes.BeginSecond(selected);
            now = Pass.Second;
            return true;
        }

        Spared += bytesPerPass;
        ReadOrder();
        return false;
    }

    private void EndSecond()
    {
        passes.EndSecond();
        ReadOrder();
    }

    private void ReadOrder()
    {
        if (selected is null) return;
        if (!selected.IsComplete)
            InputException.Throw(InputKind.Evidence, new Place(pair.Candidate.Slices[0].Entry.File.Shown), $"{Subject} changed while it was read", "read it again when nothing writes to it");
        whole = whole with { Order = [.. PairSums.Percents.Select(selected.Percentile)] };
        selected.Dispose();
        selected = null;
    }

    private enum Pass
    {
        First,
        Second,
        Output,
    }
}
