using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// Finds which expert of the reference each expert of the candidate is, by content: pruning renumbers those that stay, and some tools
/// reorder them. Each matrix of an expert has a vote, and the majority decides; what is outvoted is a stray.
/// </summary>
internal static class Kinship
{
    /// <summary>A row of the router whose error has more of its energy than this is another row: no type that routers are stored in makes a tenth of it.</summary>
    private const double MostRouterError = 0.1;

    /// <summary>Bfloat16 rounds by half of this at most, and biases of routers are stored in nothing shorter.</summary>
    private const double MostBiasError = 1 / 128.0;

    /// <param name="layer">Its number.</param>
    /// <param name="experts">The stacked matrices of the candidate's experts that have a match.</param>
    /// <param name="router">The router, if there is one with a match.</param>
    /// <param name="bias">Its bias, likewise.</param>
    /// <param name="cancellation">Asked before every expert.</param>
    public static LayerKinship Of(
        int layer,
        IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> experts,
        (WeightTensor Tensor, RowRuns Rows)? router,
        (WeightTensor Tensor, RowRuns Rows)? bias,
        CancellationToken cancellation)
    {
        var numbers = experts.SelectMany(e => e.Tensor.Slices.Select(s => s.Expert!.Value)).Distinct().Order().ToList();
        var reference = experts[0].Match.Experts;
        var votes = experts.Select(e => Votes(e.Tensor, e.Match, cancellation)).ToList();
        var rows = router is { } r && IsReadable(r) ? Rows(r, reference.Count, cancellation) : [];
        var isWhole = numbers.Count == reference.Count;
        var parents = numbers.Select((n, row) => Elect([.. votes.Select(v => v.GetValueOrDefault(n))], row < rows.Length ? rows[row] : null, n, isWhole, reference)).ToList();

        var kin = new LayerKinship(layer, reference.Count, numbers, parents);
        return kin with
        {
            Strays = [.. Strays(experts, votes, numbers, parents)],
            HasRouter = router is { } gate && IsReadable(gate),
            RouterStrays = [.. router is { } weights && IsReadable(weights) ? RouterStrays(weights, rows, parents, cancellation) : [], .. bias is { } b && IsReadable(b) ? BiasStrays(b, parents) : []],
        };
    }

    private static bool IsReadable((WeightTensor Tensor, RowRuns Rows) pair) => pair.Tensor.Undecodable is null && pair.Rows.IsDecodable && pair.Tensor.Elements > 0;

    /// <summary>For each expert of the candidate, by its number, the expert of the reference that this matrix of it is nearest to.</summary>
    private static Dictionary<int, Vote> Votes(WeightTensor tensor, Matching.Match match, CancellationToken cancellation)
    {
        var votes = new Dictionary<int, Vote>();
        if (tensor.Undecodable is not null || match.Sources.Any(s => s.Undecodable is not null) || tensor.Elements == 0) return votes;
        var beside = tensor.Slices[0];
        var theirs = new List<float[]?>();
        foreach (var expert in match.Experts)
        {
            cancellation.ThrowIfCancellationRequested();
            theirs.Add(match.OfExpert(expert) is { } rows ? Fingerprint.Of(rows, tensor.Columns, beside) : null);
        }

        var other = match.OfExpert(match.Experts[0])!.Runs[0];
        var ours = new List<float[]?>();
        foreach (var slice in tensor.Slices)
        {
            cancellation.ThrowIfCancellationRequested();
            ours.Add(Fingerprint.Of(new RowRuns(slice), tensor.Columns, other));
        }

        var places = match.Experts.Select((e, i) => (e, i)).ToDictionary(p => p.e, p => p.i);
        var nearest = Fingerprint.Nearest(ours, theirs, c => places.GetValueOrDefault(tensor.Slices[c].Expert!.Value, -1), cancellation);
        for (var c = 0; c < nearest.Length; c++)
            votes[tensor.Slices[c].Expert!.Value] = new Vote(nearest[c] is { } near ? match.Experts[near.Place] : null, nearest[c]?.Cosine ?? 0, ours[c] is not null);
        return votes;
    }

    /// <summary>For each row of the candidate's router the row of the reference's that it is nearest to.</summary>
    private static int?[] Rows((WeightTensor Tensor, RowRuns Rows) router, int experts, CancellationToken cancellation)
    {
        var (tensor, runs) = router;
        var width = Math.Min(RowReader.Whole(runs.Type, tensor.Columns, 4096), RowReader.Whole(tensor.Type, tensor.Columns, 4096));
        var own = new RowRuns(tensor.Slices[0]);
        var theirs = Enumerable.Range(0, (int)Math.Min(experts, runs.Stored)).Select(r => Fingerprint.Direction(RowReader.Read(runs, r, 1, width))).ToList();
        var ours = Enumerable.Range(0, (int)Math.Min(experts, tensor.Rows)).Select(r => Fingerprint.Direction(RowReader.Read(own, r, 1, width))).ToList();
        return [.. Fingerprint.Nearest(ours, theirs, c => c, cancellation).Select(n => n?.Place)];
    }

    /// <summary>
    /// The expert that most matrices name; of equals the one of the same number where none was pruned, else the one with the nearest
    /// matrix. Where none is named, the router's row tells, and where that does not, an unpruned layer's number.
    /// </summary>
    private static int? Elect(IReadOnlyList<Vote> votes, int? row, int number, bool isWhole, IReadOnlyList<int> reference)
    {
        var named = votes.Where(v => v.Expert is not null).GroupBy(v => v.Expert!.Value)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => isWhole && g.Key == number).ThenByDescending(g => g.Key == row).ThenByDescending(g => g.Max(v => v.Cosine)).ToList();
        if (named.Count > 0) return named[0].Key;
        return row is { } place ? place : isWhole && reference.Contains(number) ? number : null;
    }

    private static IEnumerable<Stray> Strays(
        IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> experts, List<Dictionary<int, Vote>> votes, List<int> numbers, List<int?> parents)
    {
        for (var e = 0; e < experts.Count; e++)
            foreach (var slice in experts[e].Tensor.Slices)
            {
                var number = slice.Expert!.Value;
                var parent = parents[numbers.IndexOf(number)];
                if (votes[e].TryGetValue(number, out var vote) && vote.HasContent && (vote.Expert is null || vote.Expert != parent))
                    yield return new Stray($"{experts[e].Tensor.Subject}[{number}]", vote.Expert, parent);
            }
    }

    private static IEnumerable<Stray> RouterStrays((WeightTensor Tensor, RowRuns Rows) router, int?[] nearest, List<int?> parents, CancellationToken cancellation)
    {
        var (tensor, runs) = router;
        var own = new RowRuns(tensor.Slices[0]);
        var width = (int)Math.Min(tensor.Columns, Array.MaxLength);
        for (var row = 0; row < Math.Min(parents.Count, tensor.Rows); row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (parents[row] is not { } parent || parent >= runs.Stored) continue;
            var ours = RowReader.Read(own, row, 1, width);
            var theirs = RowReader.Read(runs, parent, 1, width);
            double error = 0, energy = 0;
            for (var j = 0; j < width; j++) (error, energy) = (error + Square(ours[j] - (double)theirs[j]), energy + Square(theirs[j]));
            if (!(error <= MostRouterError * energy)) yield return new Stray($"{tensor.Subject}[{row}]", row < nearest.Length && nearest[row] != parent ? nearest[row] : null, parent);
        }
    }

    private static IEnumerable<Stray> BiasStrays((WeightTensor Tensor, RowRuns Rows) bias, List<int?> parents)
    {
        var ours = RowReader.Read(new RowRuns(bias.Tensor.Slices[0]), 0, 1, (int)Math.Min(bias.Tensor.Elements, Array.MaxLength));
        var theirs = RowReader.Read(bias.Rows, 0, 1, (int)Math.Min(bias.Rows.Columns, Array.MaxLength));
        for (var i = 0; i < Math.Min(parents.Count, ours.Length); i++)
            if (parents[i] is { } parent && parent < theirs.Length && !(Math.Abs(ours[i] - (double)theirs[parent]) <= MostBiasError * Math.Abs(theirs[parent])))
                yield return new Stray($"{bias.Tensor.Subject}[{i}]", null, parent);
    }

    private static double Square(double x) => x * x;

    /// <summary>What one matrix of an expert says.</summary>
    /// <param name="Expert">The reference's expert that it is nearest to; null where it is near none.</param>
    /// <param name="Cosine">How near.</param>
    /// <param name="HasContent">Whether there was anything to compare: zeros resemble nothing.</param>
    private readonly record struct Vote(int? Expert, float Cosine, bool HasContent);
}
