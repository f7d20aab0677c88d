using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MoeGate.Tests.Support;

/// <summary>A candidate and its reference, tensor by tensor, and the same weights for NumPy to measure.</summary>
internal sealed class PairOfFiles : IDisposable
{
    private readonly GgufBuilder candidate = new(), reference = new();
    private readonly List<Entry> entries = [];
    private readonly List<(string Name, float[] Sums)> importance = [];
    private readonly TestFolder folder = new();
    private bool hasActivations;

    /// <summary>Of one tensor, for the manifest.</summary>
    private sealed record Entry(string Subject, int Columns, bool Stacked, List<Part> Slices)
    {
        public string? Activations { get; set; }
    }

    private sealed record Part(int Expert, string Candidate, string? Reference, string Type, string? Power);

    /// <summary>Command line arguments besides the files.</summary>
    public List<string> Options { get; } = [];

    public TestFolder Folder => folder;

    /// <summary>A matrix, or a vector where it has no row length.</summary>
    /// <param name="name">Without what comes behind, such as <c>blk.0.ffn_up</c>.</param>
    /// <param name="power">The mean square of what enters each column.</param>
    public PairOfFiles Add(string name, int? columns, Stored candidate, Stored reference, float[]? power = null)
    {
        long[] Shape(Stored stored) => columns is { } length ? [length, stored.Weights.Length / Math.Max(1, length)] : [stored.Weights.Length];
        this.candidate.Tensor(name + ".weight", candidate.Type, Shape(candidate), candidate.Bytes);
        this.reference.Tensor(name + ".weight", reference.Type, Shape(reference), reference.Bytes);
        if (power is not null) importance.Add((name + ".weight", power));
        entries.Add(new Entry(name, columns ?? candidate.Weights.Length, false, [SliceOf(0, candidate, reference, power)]));
        return this;
    }

    /// <summary>A stacked tensor.</summary>
    /// <param name="name">Such as <c>blk.0.ffn_down_exps</c>.</param>
    /// <param name="candidate">Of each expert; all of one type.</param>
    /// <param name="reference">Likewise; there may be more.</param>
    /// <param name="parents">The place of each expert of the candidate in the reference, −1 where it has none there; null for the same.</param>
    /// <param name="powers">Of each expert: null for one that was never calibrated.</param>
    public PairOfFiles Stack(string name, int columns, Stored[] candidate, Stored[] reference, int[]? parents = null, float[]?[]? powers = null)
    {
        void Write(GgufBuilder file, Stored[] experts) =>
            file.Tensor(name + ".weight", experts[0].Type, [columns, experts[0].Weights.Length / columns, experts.Length], [.. experts.SelectMany(e => e.Bytes)]);
        Write(this.candidate, candidate);
        Write(this.reference, reference);

        // The older form has the number of calls, which is 1, for every column of an expert that was never reached.
        if (powers is not null) importance.Add((name + ".weight", [.. powers.SelectMany(p => p ?? Enumerable.Repeat(1f, columns))]));
        entries.Add(new Entry(name, columns, true, [.. candidate.Select((c, e) => SliceOf(e, c, (parents?[e] ?? e) is >= 0 and var parent ? reference[parent] : null, powers?[e]))]));
        return this;
    }

    /// <summary>Experts named one by one, each of its own type.</summary>
    /// <param name="name">Such as <c>blk.0.ffn_down</c>.</param>
    /// <param name="numbers">The number of each expert; null for those from 0 on.</param>
    public PairOfFiles Singly(string name, int columns, Stored[] candidate, Stored[] reference, int[]? numbers = null)
    {
        for (var e = 0; e < candidate.Length; e++)
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{name}.{numbers?[e] ?? e}.weight");
            this.candidate.Tensor(own, candidate[e].Type, [columns, candidate[e].Weights.Length / columns], candidate[e].Bytes);
            this.reference.Tensor(own, reference[e].Type, [columns, reference[e].Weights.Length / columns], reference[e].Bytes);
        }

        entries.Add(new Entry(name + "_exps", columns, true, [.. candidate.Select((c, e) => SliceOf(numbers?[e] ?? e, c, reference[e], null))]));
        return this;
    }

    /// <summary>What enters the tensor that was added last.</summary>
    public PairOfFiles Entering(string source, int tokens, float[] values)
    {
        entries[^1].Activations = folder.Write($"act_blk0_{source}.f32bin", F32Bin.Of(tokens, values.Length / tokens, values));
        hasActivations = true;
        return this;
    }

    /// <summary>As a command line names the files.</summary>
    public string[] Arguments()
    {
        List<string> args = ["--candidate", folder.Write("c.gguf", candidate.Build()), "--reference", folder.Write("r.gguf", reference.Build())];
        if (importance.Count > 0) args.AddRange(["--imatrix", folder.Write("imatrix.dat", SmallModel.Imatrix([.. importance]))]);
        if (hasActivations) args.AddRange(["--activations", folder.Path]);
        return [.. args, .. Options];
    }

    public Measured Measure() => Measured.By([.. Arguments(), "--all"]);

    /// <summary>What NumPy makes of the same weights: {metric: {subject: value}}.</summary>
    public Dictionary<string, Dictionary<string, JsonElement>> ByNumPy()
    {
        var manifest = entries.Select(e => new
        {
            subject = e.Subject,
            columns = e.Columns,
            stacked = e.Stacked,
            mixed = e.Slices.Select(s => s.Type).Distinct().Count() > 1,
            importance = importance.Count > 0,
            activations = e.Activations,
            slices = e.Slices.Select(s => new { expert = s.Expert, candidate = s.Candidate, reference = s.Reference, type = s.Type, power = s.Power }),
        });
        var path = folder.Write("manifest.json", JsonSerializer.Serialize(manifest));
        var (exitCode, output, error) = Peer.Run(Peer.RequirePython(), Repository.File("tests", "reference", "errors.py"), path);
        Assert.True((exitCode, error) == (0, ""), error);
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, JsonElement>>>(output)!;
    }

    public void Dispose() => folder.Dispose();

    private Part SliceOf(int expert, Stored candidate, Stored? reference, float[]? power)
    {
        var stem = string.Create(CultureInfo.InvariantCulture, $"numpy/{entries.Count}-{expert}");
        return new Part(
            expert,
            folder.Write(stem + ".c", MemoryMarshal.AsBytes(candidate.Weights.AsSpan()).ToArray()),
            reference is null ? null : folder.Write(stem + ".w", MemoryMarshal.AsBytes(reference.Weights.AsSpan()).ToArray()),
            candidate.Type.Name,
            power is null ? null : folder.Write(stem + ".p", SmallModel.Bytes(power.Select(p => (double)p))));
    }
}
