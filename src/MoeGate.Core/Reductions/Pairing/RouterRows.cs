using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>The rows of a router beside those of the reference's, one for each expert.</summary>
internal sealed class RouterRows
{
    /// <summary>Weights of a row to look at: all of them in any model that there is.</summary>
    private const int MostColumns = 1 << 14;

    /// <summary>An error of more of a row's energy makes it another row: no type that routers are stored in makes a tenth of it.</summary>
    private const double MostError = 0.1;

    private readonly List<float[]> ours, theirs;
    private readonly Ballot[] ballots;

    private RouterRows(string subject, List<float[]> ours, List<float[]> theirs)
    {
        (Subject, this.ours, this.theirs) = (subject, ours, theirs);
        Direction[] reference = [.. theirs.Select(t => Fingerprint.Of([.. t]))];
        ballots = [.. ours.Select(o => new Ballot(Fingerprint.Of([.. o]), reference))];
    }

    public string Subject { get; }

    public int Count => ours.Count;

    public int ReferenceCount => theirs.Count;

    /// <summary>Null where they cannot be decoded.</summary>
    /// <param name="most">Experts of the reference: more rows are not looked at.</param>
    public static RouterRows? Read(WeightTensor tensor, RowRuns rows, int most, CancellationToken cancellation)
    {
        if (tensor.Undecodable is not null || !rows.IsDecodable || tensor.Elements == 0) return null;
        var width = Math.Min(RowReader.Whole(rows.Type, tensor.Columns, MostColumns), RowReader.Whole(tensor.Type, tensor.Columns, MostColumns));
        return new RouterRows(tensor.Subject, All(new RowRuns(tensor.Slices[0])), All(rows));

        List<float[]> All(RowRuns of)
        {
            var read = new List<float[]>();
            for (var row = 0; row < Math.Min(most, of.Stored); row++)
            {
                cancellation.ThrowIfCancellationRequested();
                read.Add(RowReader.Read(of, row, 1, width));
            }

            return read;
        }
    }

    /// <summary>The row of the reference that one is nearest to; null where it is near none.</summary>
    public int? Nearest(int row) => row < ballots.Length ? ballots[row].Nearest : null;

    /// <summary>Whether a row is the reference's at this place: nearly the same, and no other row is nearer than noise explains.</summary>
    public bool Fits(int row, int place)
    {
        double error = 0, energy = 0;
        for (var j = 0; j < ours[row].Length; j++)
        {
            var e = ours[row][j] - (double)theirs[place][j];
            (error, energy) = (error + e * e, energy + (double)theirs[place][j] * theirs[place][j]);
        }

        return error <= MostError * energy && (energy == 0 || ballots[row].Allows(place));
    }
}
