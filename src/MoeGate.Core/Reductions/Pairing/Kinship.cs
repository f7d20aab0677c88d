using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// Finds which expert of the reference each expert of the candidate is, by content: pruning renumbers those that stay, and some tools
/// reorder them. Each matrix of an expert has a vote for every expert that it may have come from, most votes decide, and a matrix that
/// cannot have come from the expert that was elected is a stray. Experts that differ by less than the noise of the type are not told apart
/// by force: between them the expert's own number is preferred, and then the row of the router.
/// </summary>
internal sealed class Kinship
{
    private readonly IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> experts;
    private readonly List<int> numbers;
    private readonly List<int> reference;
    private readonly List<Dictionary<int, Ballot>> ballots;
    private readonly RouterRows? router;
    private readonly CancellationToken cancellation;
    private readonly List<string> unknown = [];

    private Kinship(IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> experts, (WeightTensor Tensor, RowRuns Rows)? router, CancellationToken cancellation)
    {
        (this.experts, this.cancellation) = (experts, cancellation);
        numbers = [.. experts.SelectMany(e => e.Tensor.Slices.Select(s => s.Expert!.Value)).Distinct().Order()];
        reference = [.. experts.SelectMany(e => e.Match.Experts).Distinct().Order()];
        ballots = [.. experts.Select(e => Ballots(e.Tensor, e.Match))];
        this.router = router is var (tensor, rows) ? RouterRows.Read(tensor, rows, reference.Count, cancellation) : null;
    }

    /// <param name="layer">Its number.</param>
    /// <param name="experts">The stacked matrices of the candidate's experts that have a match.</param>
    /// <param name="router">The router, if there is one with a match.</param>
    /// <param name="biases">What else has a number for each expert, likewise.</param>
    /// <param name="cancellation">Asked before every expert.</param>
    public static LayerKinship Of(
        int layer,
        IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> experts,
        (WeightTensor Tensor, RowRuns Rows)? router,
        IReadOnlyList<(WeightTensor Tensor, RowRuns Rows)> biases,
        CancellationToken cancellation) => new Kinship(experts, router, cancellation).Of(layer, biases);

    /// <summary>Whether any expert of a matrix resembles any of those that it is said to have come from.</summary>
    public static bool Resembles(WeightTensor tensor, Matching.Match match, CancellationToken cancellation)
    {
        var cast = new Kinship([(tensor, match)], null, cancellation).ballots[0];
        return cast.Count == 0 || cast.Values.Any(b => b.Nearest is not null) || !cast.Values.Any(b => b.HasContent);
    }

    private LayerKinship Of(int layer, IReadOnlyList<(WeightTensor Tensor, RowRuns Rows)> biases)
    {
        var parents = numbers.Select((n, ordinal) => Elect(n, RowOf(n, ordinal))).ToList();
        var kin = new LayerKinship(layer, reference.Count, numbers, parents);
        return kin with
        {
            Strays = [.. Strays(kin)],
            Unknown = unknown.FirstOrDefault(),
            HasRouter = router is not null,
            RouterStrays = [.. RouterStrays(kin), .. biases.Where(b => b.Tensor.Undecodable is null && b.Rows.IsDecodable).SelectMany(b => BiasStrays(b, kin))],
        };
    }

    /// <summary>The row of the router that selects an expert: rows follow each other, but where an expert was lost they keep its number.</summary>
    private int RowOf(int number, int ordinal) => router is not null && router.Count > numbers.Count ? number : ordinal;

    /// <summary>For each expert of the candidate, by its number, the experts of the reference that this matrix of it may have come from.</summary>
    private Dictionary<int, Ballot> Ballots(WeightTensor tensor, Matching.Match match)
    {
        var cast = new Dictionary<int, Ballot>();
        if ((tensor.Undecodable ?? match.Sources.Select(s => s.Undecodable).FirstOrDefault(u => u is not null)) is { } why)
        {
            unknown.Add($"{tensor.Subject} is {why}");
            return cast;
        }

        var rows = reference.ConvertAll(e => match.OfExpert(e));
        if (tensor.Elements == 0 || rows.Find(r => r is not null) is not { } some) return cast;
        var theirs = rows.ConvertAll(r => r is null ? new Direction(null, IsFinite: true) : Fingerprint.Of(r, tensor.Columns, tensor.Slices[0])).ToArray();
        foreach (var slice in tensor.Slices)
        {
            cancellation.ThrowIfCancellationRequested();
            var ballot = new Ballot(Fingerprint.Of(new RowRuns(slice), tensor.Columns, some.Runs[0]), theirs);
            if (!ballot.IsFinite) unknown.Add($"{tensor.Subject}[{slice.Expert}] is not finite where it was compared");
            cast[slice.Expert!.Value] = ballot;
        }

        return cast;
    }

    /// <summary>
    /// The expert that most matrices may have come from; of equals the one of the same number, then the one whose row the router has,
    /// then the nearest. Where no matrix tells, the router's row does, and where that does not, an unpruned layer's number.
    /// </summary>
    private int? Elect(int number, int row)
    {
        var votes = ballots.Select(b => b.GetValueOrDefault(number)).OfType<Ballot>().Where(b => b.Nearest is not null).ToList();
        var home = reference.IndexOf(number);
        var routed = router?.Nearest(row);
        if (votes.Count == 0)
            return routed is { } own ? reference[own] : numbers.Count == reference.Count && home >= 0 ? number : null;
        List<int> places = [.. votes.Select(v => v.Nearest!.Value).Concat([home, routed ?? -1]).Where(p => p >= 0).Distinct()];
        return reference[places
            .OrderByDescending(p => votes.Count(v => v.Allows(p)))
            .ThenByDescending(p => p == home && numbers.Count == reference.Count)
            .ThenByDescending(p => p == routed)
            .ThenBy(p => votes.Sum(v => v.Distance(p)))
            .First()];
    }

    private IEnumerable<Stray> Strays(LayerKinship kin)
    {
        for (var e = 0; e < experts.Count; e++)
            foreach (var (number, ballot) in ballots[e].OrderBy(b => b.Key))
            {
                var parent = kin.ParentOf(number);
                if (ballot.HasContent && (parent is null || !ballot.Allows(reference.IndexOf(parent.Value))))
                    yield return new Stray($"{experts[e].Tensor.Subject}[{number}]", ballot.Nearest is { } place ? reference[place] : null, parent);
            }
    }

    private IEnumerable<Stray> RouterStrays(LayerKinship kin)
    {
        for (var i = 0; router is not null && i < numbers.Count; i++)
        {
            var row = RowOf(numbers[i], i);
            if (row >= router.Count || kin.Parents[i] is not { } parent || reference.IndexOf(parent) is var place && place >= router.ReferenceCount) continue;
            if (!router.Fits(row, place)) yield return new Stray($"{router.Subject}[{row}]", router.Nearest(row) is { } nearest && nearest != place ? reference[nearest] : null, parent);
        }
    }

    /// <summary>Numbers that are not those of the experts: bfloat16 rounds by half of a 128th at most, and biases of routers are stored in nothing shorter.</summary>
    private IEnumerable<Stray> BiasStrays((WeightTensor Tensor, RowRuns Rows) bias, LayerKinship kin)
    {
        const int most = 1 << 16;
        var ours = RowReader.Read(new RowRuns(bias.Tensor.Slices[0]), 0, 1, RowReader.Whole(bias.Tensor.Type, bias.Tensor.Columns, most));
        var theirs = RowReader.Read(bias.Rows, 0, 1, RowReader.Whole(bias.Rows.Type, bias.Rows.Columns, most));
        for (var i = 0; i < numbers.Count; i++)
        {
            var at = ours.Length > numbers.Count ? numbers[i] : i;
            if (at < ours.Length && kin.Parents[i] is { } parent && reference.IndexOf(parent) is var place && place < theirs.Length
                && !(Math.Abs(ours[at] - (double)theirs[place]) <= Math.Abs(theirs[place]) / 128))
                yield return new Stray($"{bias.Tensor.Subject}[{at}]", null, parent);
        }
    }
}
