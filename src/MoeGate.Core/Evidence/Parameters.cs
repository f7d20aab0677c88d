using System.Globalization;

namespace MoeGate.Evidence;

/// <summary>The numbers that some metrics take, with their defaults.</summary>
public sealed record Parameters
{
    public const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>An expert seen by fewer tokens than this is starved: too little evidence to rank it.</summary>
    public int StarvedBelow { get; init; } = 32;

    /// <summary>Seed of everything that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Memory sizes, in bytes, that a model is to fit.</summary>
    public IReadOnlyList<double> Budgets { get; init; } = [16 * GiB, 24 * GiB, 32 * GiB, 48 * GiB, 80 * GiB];

    /// <summary>Bytes needed beside the weights: context, buffers.</summary>
    public double Overhead { get; init; }

    /// <summary>Those that are not the defaults, as a results document lists them.</summary>
    public string Unusual
    {
        get
        {
            var (usual, parts) = (new Parameters(), new List<string>());
            if (StarvedBelow != usual.StarvedBelow) parts.Add(string.Create(CultureInfo.InvariantCulture, $"starvedBelow {StarvedBelow}"));
            if (Seed != usual.Seed) parts.Add(string.Create(CultureInfo.InvariantCulture, $"seed {Seed}"));
            if (!Budgets.SequenceEqual(usual.Budgets)) parts.Add("budgets " + string.Join(" ", Budgets.Select(b => b.ToString("R", CultureInfo.InvariantCulture))));
            if (Overhead != usual.Overhead) parts.Add(string.Create(CultureInfo.InvariantCulture, $"overhead {Overhead:R}"));
            return string.Join(", ", parts);
        }
    }
}
