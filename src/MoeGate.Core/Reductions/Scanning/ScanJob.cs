using MoeGate.Formats;

namespace MoeGate.Reductions.Scanning;

/// <summary>The reading of one tensor: its passes, each over all chunks, and what they gave. Chunks of a pass run on any thread.</summary>
internal sealed class ScanJob : IScanJob
{
    private const double SignShare = 0.05;

    private readonly ScanRequest request;
    private readonly Reduce needs;
    private readonly long[]?[] drawn;
    private readonly Chunk[] chunks;
    private readonly OrderHistogram?[] order;
    private readonly OrderHistogram?[] offsets;
    private readonly long bytesPerPass;
    private readonly Lock joining = new();
    private readonly ChunkSums?[] waiting;
    private readonly TensorSums[] slices;
    private int joined;
    private ChunkSums? sliceSums, allSums;
    private TensorSums? whole;

    private WeightOrderQuery? query;
    private OrderSelection? selected, selectedOffsets;
    private OrderSelection?[] selections = [], selectionsOfOffsets = [];
    private (long Positive, long Negative, long NearZero)[] signs = [];
    private OutputPass? output;

    /// <param name="request">What to read.</param>
    /// <param name="options">How.</param>
    public ScanJob(ScanRequest request, ScanOptions options)
    {
        this.request = request;
        var tensor = request.Tensor;
        needs = request.Whole | request.Experts;
        drawn = [.. tensor.Slices.Select(s => RowSample.Draw(s.Rows, options.SampleRows, options.Seed))];
        var rows = tensor.Slices.Select((s, i) => drawn[i]?.LongLength ?? s.Rows).ToList();
        chunks = Chunk.Cut(tensor, rows);
        order = new OrderHistogram?[options.Threads];
        offsets = new OrderHistogram?[options.Threads];
        waiting = new ChunkSums?[chunks.Length];
        slices = request.Experts == Reduce.None ? [] : [.. tensor.Slices.Select(_ => Empty.ToSums(tensor.Columns, withColumns: false))];
        bytesPerPass = rows.Sum() * tensor.Type.BytesOf(tensor.Columns);
    }

    public string Subject => request.Tensor.Subject;

    /// <summary>Chunks of the present pass.</summary>
    public int Chunks => chunks.Length;

    /// <summary>Bytes of the chunk.</summary>
    public long BytesOf(int chunk) => chunks[chunk].Rows * request.Tensor.Type.BytesOf(request.Tensor.Columns);

    /// <summary>Bytes of all passes that can be foreseen; the second falls away where no weight has more than the upper half of a float.</summary>
    public long Bytes => bytesPerPass * (1 + (NeedsSecond ? 1 : 0) + (NeedsOutput ? OutputPass.Passes(request.Input!) : 0));

    /// <summary>Bytes that were foreseen and fall away.</summary>
    public long Spared { get; private set; }

    public ScanResult Result => new(whole, request.Experts == Reduce.None ? [] : slices);

    /// <summary>The pass that is under way.</summary>
    private Pass Now { get; set; } = Pass.First;

    private bool NeedsSecond => (request.Whole & (Reduce.Order | Reduce.GroupOrder)) != Reduce.None;

    private bool NeedsOutput => request.Whole.HasFlag(Reduce.Output) && request.Input is { Entry.Rows: > 0 };

    /// <summary>Reads one chunk in the present pass.</summary>
    public void Read(int index, int thread, Readers readers, CancellationToken cancellation)
    {
        var reader = readers.Tiles;
        var chunk = chunks[index];
        var slice = request.Tensor.Slices[chunk.Slice];
        switch (Now)
        {
            case Pass.First:
                var first = new FirstPass(
                    needs,
                    request.Tensor,
                    request.Whole.HasFlag(Reduce.Order) ? order[thread] ??= new() : null,
                    request.Whole.HasFlag(Reduce.GroupOrder) ? offsets[thread] ??= new() : null,
                    (needs & (Reduce.Digest | Reduce.Faults | Reduce.ZeroRows)) != Reduce.None ? new ContentPass(needs, slice, chunk, drawn[chunk.Slice]) : null);
                reader.Read(slice, chunk, drawn[chunk.Slice], first.Add, cancellation);
                Join(index, first.ToSums());
                break;
            case Pass.Second:
                var second = new SecondPass(
                    selected is null ? null : selections[thread] ??= selected.Fork(),
                    selectedOffsets is null ? null : selectionsOfOffsets[thread] ??= selectedOffsets.Fork(),
                    SignShare * whole!.Weights.Std);
                reader.Read(slice, chunk, drawn[chunk.Slice], (tile, _, _) => second.Add(tile.Decode()), cancellation);
                signs[index] = second.Signs();
                break;
            default:
                output!.Read(index, thread, room => reader.Read(slice, chunk, drawn[chunk.Slice], (tile, _, _) => room.Take(tile.Decode()), cancellation), cancellation);
                break;
        }
    }

    /// <summary>Ends the present pass, whose chunks are all read.</summary>
    /// <returns>Whether there is another pass.</returns>
    public bool Next()
    {
        switch (Now)
        {
            case Pass.First:
                EndFirst();
                break;
            case Pass.Second:
                EndSecond();
                break;
            default:
                if (output!.Next()) return true;
                whole = whole! with { Output = output.Sums };
                Now = Pass.Done;
                return false;
        }

        if (Now == Pass.First && NeedsSecond)
        {
            if (BeginSecond()) return true;
            Spared += bytesPerPass;
        }

        if (NeedsOutput && whole!.Weights.Count > 0)
        {
            output = new OutputPass(request.Input!, chunks.Length, order.Length);
            Now = Pass.Output;
            return true;
        }

        Now = Pass.Done;
        return false;
    }

    private static ChunkSums Empty => new(0, 0, new Moments(), null, null, null);

    /// <summary>Joins sums in the order of the chunks, as soon as all before them are there: sums of columns are too large to keep those of every chunk.</summary>
    private void Join(int index, ChunkSums sums)
    {
        lock (joining)
        {
            waiting[index] = sums;
            for (; joined < chunks.Length && waiting[joined] is { } next; joined++)
            {
                waiting[joined] = null;
                sliceSums = sliceSums is null ? next : sliceSums.With(next);
                var number = chunks[joined].Slice;
                if (joined + 1 < chunks.Length && chunks[joined + 1].Slice == number) continue;
                if (slices.Length > 0) slices[number] = sliceSums.ToSums(request.Tensor.Columns, withColumns: false);
                if (sliceSums.Rows > 0) allSums = allSums is null ? sliceSums : allSums.With(sliceSums);
                sliceSums = null;
            }
        }
    }

    private void EndFirst()
    {
        whole = (allSums ?? Empty).ToSums(request.Tensor.Columns, withColumns: true);
        allSums = null;
    }

    private bool BeginSecond()
    {
        if (whole!.Weights.Count == 0) return false;
        if (Merged(order) is { } weights)
        {
            query = new WeightOrderQuery(whole.Weights);
            selected = query.Select(weights);
            weights.Dispose();
        }

        if (Merged(offsets) is { } importances)
        {
            selectedOffsets = importances.Select(OrderSelection.RanksOf(GroupPercents, importances.Count), []);
            importances.Dispose();
        }

        if (selected is { NeedsRefining: true } || selectedOffsets is not null)
        {
            selections = new OrderSelection?[order.Length];
            selectionsOfOffsets = new OrderSelection?[order.Length];
            signs = new (long, long, long)[chunks.Length];
            Now = Pass.Second;
            return true;
        }

        EndSecond();
        return false;
    }

    private void EndSecond()
    {
        if (selected is not null)
        {
            foreach (var fork in selections)
                Take(selected, fork);
            MustBeComplete(selected);
            whole = whole! with { Order = query!.Read(selected) };
        }

        if (selectedOffsets is not null)
        {
            foreach (var fork in selectionsOfOffsets)
                Take(selectedOffsets, fork);
            MustBeComplete(selectedOffsets);
            double? At(double percent) => selectedOffsets.Count == 0 ? null : selectedOffsets.Percentile(percent);
            whole = whole! with
            {
                GroupOrder = new GroupOrder(
                    At(GroupPercents[0]), At(GroupPercents[1]), signs.Sum(s => s.Positive), signs.Sum(s => s.Negative), signs.Sum(s => s.NearZero)),
            };
        }

        selected?.Dispose();
        selectedOffsets?.Dispose();
        selected = selectedOffsets = null;
        selections = selectionsOfOffsets = [];
    }

    /// <summary>The second reading saw what the first did, unless the file changed between them.</summary>
    private void MustBeComplete(OrderSelection order)
    {
        if (!order.IsComplete)
            InputException.Throw(InputKind.Evidence, new Place(request.Tensor.Slices[0].Entry.File.Shown), $"{Subject} changed while it was read", "read it again when nothing writes to it");
    }

    private static readonly double[] GroupPercents = [50, 90];

    private static void Take(OrderSelection all, OrderSelection? fork)
    {
        if (fork is null) return;
        all.Merge(fork);
        fork.Dispose();
    }

    private static OrderHistogram? Merged(OrderHistogram?[] threads)
    {
        OrderHistogram? all = null;
        for (var t = 0; t < threads.Length; t++)
        {
            if (threads[t] is not { } one) continue;
            if (all is null) all = one;
            else
            {
                all.Merge(one);
                one.Dispose();
            }

            threads[t] = null;
        }

        return all;
    }

    private enum Pass
    {
        First,
        Second,
        Output,
        Done,
    }
}
