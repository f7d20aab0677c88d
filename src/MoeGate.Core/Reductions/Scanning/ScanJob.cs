using MoeGate.Formats;

namespace MoeGate.Reductions.Scanning;

/// <summary>The reading of one tensor: its passes, each over all chunks, and what they gave. Chunks of a pass run on any thread.</summary>
internal sealed class ScanJob : IScanJob
{
    private const double SignShare = 0.05;

    private readonly ScanRequest request;
    private readonly long[]?[] drawn;
    private readonly ITensorPasses passes;
    private readonly int threads;
    private readonly long bytesPerPass;
    private readonly Lock joining = new();
    private readonly ChunkSums?[] waiting;
    private readonly TensorSums[] slices;
    private IReadOnlyList<Chunk> chunks;
    private int joined;
    private ChunkSums? sliceSums, allSums;
    private TensorSums? whole;

    private WeightOrderQuery? query;
    private OrderSelection? selected, selectedOffsets;
    private SignCounts[] signs = [];
    private OutputPass? output;

    /// <param name="request">What to read.</param>
    /// <param name="options">How.</param>
    /// <param name="device">What computes; null for the processor.</param>
    public ScanJob(ScanRequest request, ScanOptions options, DeviceLanes? device = null)
    {
        this.request = request;
        var tensor = request.Tensor;
        threads = options.Threads;
        drawn = [.. tensor.Slices.Select(s => RowSample.Draw(s.Rows, options.SampleRows, options.Seed))];
        passes = device is null ? new ProcessorPasses(request, drawn, threads) : new DevicePasses(request, drawn, device);
        chunks = passes.Chunks;
        waiting = new ChunkSums?[chunks.Count];
        slices = request.Experts == Reduce.None ? [] : [.. tensor.Slices.Select(_ => Empty.ToSums(tensor.Columns, withColumns: false))];
        bytesPerPass = chunks.Sum(c => c.Rows) * tensor.Type.BytesOf(tensor.Columns);
    }

    public string Subject => request.Tensor.Subject;

    /// <summary>Chunks of the present pass.</summary>
    public int Chunks => chunks.Count;

    /// <summary>Bytes of the chunk.</summary>
    public long BytesOf(int chunk) => chunks[chunk].Rows * request.Tensor.Type.BytesOf(request.Tensor.Columns);

    /// <summary>Bytes of all passes that can be foreseen; the second falls away where no weight has more than the upper half of a float.</summary>
    public long Bytes => bytesPerPass * (1 + (NeedsSecond ? 1 : 0) + (NeedsOutput ? OutputPass.Passes(request.Input!) : 0));

    /// <summary>Bytes that were foreseen and fall away.</summary>
    public long Spared { get; private set; }

    public ScanResult Result => new(whole, request.Experts == Reduce.None ? [] : slices);

    public bool IsDone => Now == Pass.Done;

    public void Dispose()
    {
        passes.Dispose();
        selected?.Dispose();
        selectedOffsets?.Dispose();
    }

    /// <summary>The pass that is under way.</summary>
    private Pass Now { get; set; } = Pass.First;

    private bool NeedsSecond => (request.Whole & (Reduce.Order | Reduce.GroupOrder)) != Reduce.None;

    private bool NeedsOutput => request.Whole.HasFlag(Reduce.Output) && request.Input is { Entry.Rows: > 0 };

    /// <summary>Reads one chunk in the present pass.</summary>
    public void Read(int index, int thread, Readers readers, CancellationToken cancellation)
    {
        var chunk = chunks[index];
        switch (Now)
        {
            case Pass.First:
                Join(index, passes.First(chunk, thread, readers, cancellation));
                break;
            case Pass.Second:
                signs[index] = passes.Second(chunk, thread, readers, cancellation);
                break;
            default:
                output!.Read(index, thread, room => readers.Tiles.Read(request.Tensor.Slices[chunk.Slice], chunk, drawn[chunk.Slice], (tile, _, _) => room.Take(tile.Decode()), cancellation), cancellation);
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
            chunks = Chunk.Cut(request.Tensor, drawn, Chunk.RowsOf(request.Tensor.Columns));
            output = new OutputPass(request.Input!, chunks.Count, threads);
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
            for (; joined < chunks.Count && waiting[joined] is { } next; joined++)
            {
                waiting[joined] = null;
                sliceSums = sliceSums is null ? next : sliceSums.With(next);
                var number = chunks[joined].Slice;
                if (joined + 1 < chunks.Count && chunks[joined + 1].Slice == number) continue;
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
        var counted = passes.EndFirst();
        if (counted.Weights is { } weights)
        {
            query = new WeightOrderQuery(whole.Weights);
            selected = query.Select(weights);
            weights.Dispose();
        }

        if (counted.Offsets is { } importances)
        {
            selectedOffsets = importances.Select(OrderSelection.RanksOf(GroupPercents, importances.Count), []);
            importances.Dispose();
        }

        if (selected is { NeedsRefining: true } || selectedOffsets is not null)
        {
            signs = new SignCounts[chunks.Count];
            passes.BeginSecond(selected, selectedOffsets, SignShare * whole.Weights.Std);
            Now = Pass.Second;
            return true;
        }

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
        if (selected is not null)
        {
            MustBeComplete(selected);
            whole = whole! with { Order = query!.Read(selected) };
        }

        if (selectedOffsets is not null)
        {
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
    }

    /// <summary>The second reading saw what the first did, unless the file changed between them.</summary>
    private void MustBeComplete(OrderSelection order)
    {
        if (!order.IsComplete)
            InputException.Throw(InputKind.Evidence, new Place(request.Tensor.Slices[0].Entry.File.Shown), $"{Subject} changed while it was read", "read it again when nothing writes to it");
    }

    private static readonly double[] GroupPercents = [50, 90];

    private enum Pass
    {
        First,
        Second,
        Output,
        Done,
    }
}
