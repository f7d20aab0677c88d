namespace MoeGate.Reductions.Scanning;

/// <summary>The readings that some requests ask for, in the order of the requests: tensors by themselves, then pairs.</summary>
internal sealed class ScanJobs : IDisposable
{
    private readonly IReadOnlyList<ScanRequest> requests;
    private readonly IReadOnlyList<PairRequest> pairRequests;
    private readonly ScanOptions options;
    private readonly IReadOnlyList<DeviceLanes?> lanes;
    private readonly ScanJob[] tensors;
    private readonly PairJob[] pairs;

    /// <param name="requests">Tensors to read by themselves.</param>
    /// <param name="pairRequests">Tensors to read beside their references.</param>
    /// <param name="options">How.</param>
    /// <param name="lanes">For each of them the lanes to a device that does it, or null for the processor; none where that does them all.</param>
    public ScanJobs(IReadOnlyList<ScanRequest> requests, IReadOnlyList<PairRequest> pairRequests, ScanOptions options, IReadOnlyList<DeviceLanes?> lanes)
    {
        (this.requests, this.pairRequests, this.options, this.lanes) = (requests, pairRequests, options, lanes);
        DeviceLanes? Of(int at) => lanes.Count == 0 ? null : lanes[at];
        tensors = [.. requests.Select((r, i) => new ScanJob(r, options, Of(i)))];
        pairs = [.. pairRequests.Select((p, i) => new PairJob(p, options, Of(requests.Count + i)))];
    }

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<IScanJob> Undone => [.. All.Where(j => !j.IsDone)];

    /// <summary>Whether a device has done any of them.</summary>
    public bool HasDeviceWorked => All.Where((job, i) => job.IsDone && lanes.Count > 0 && lanes[i] is not null).Any();

    private IEnumerable<IScanJob> All => tensors.Concat<IScanJob>(pairs);

    /// <summary>What they gave, once all have ended.</summary>
    public (IReadOnlyList<ScanResult> Tensors, IReadOnlyList<PairResult> Pairs) Results => ([.. tensors.Select(j => j.Result)], [.. pairs.Select(j => j.Result)]);

    /// <summary>Gives back what those that have not ended hold on a device.</summary>
    public void LetGo()
    {
        foreach (var job in Undone) job.Dispose();
    }

    /// <summary>Those that have not ended begin again, by the processor.</summary>
    public void BeginAgain()
    {
        for (var i = 0; i < tensors.Length; i++)
            if (!tensors[i].IsDone)
                tensors[i] = new ScanJob(requests[i], options);
        for (var i = 0; i < pairs.Length; i++)
            if (!pairs[i].IsDone)
                pairs[i] = new PairJob(pairRequests[i], options);
    }

    public void Dispose()
    {
        foreach (var job in All) job.Dispose();
    }
}
