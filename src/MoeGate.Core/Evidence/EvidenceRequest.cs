using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Evidence;

/// <summary>A file that somebody named: where it is, and how it was written.</summary>
/// <param name="Path">Absolute, or relative to the current folder.</param>
/// <param name="Shown">As the user gave it.</param>
public sealed record EvidencePath(string Path, string Shown)
{
    public static EvidencePath OnCommandLine(string path) => new(path, path);

    /// <summary>The same, named as it looks from where the configuration's own path starts: for files that a person goes to from a message.</summary>
    /// <exception cref="MoeGate.Formats.InputException">No file can be called so.</exception>
    public static EvidencePath Beside(JsonItem item) => In(item) with { Shown = Beside(item.Place.Path, item.Text) };

    /// <summary>A path that a file states, as it looks from where that file's own path starts.</summary>
    public static string Beside(string? file, string name)
    {
        while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file) ?? "", name);
    }

    /// <summary>A path in a configuration is relative to that file.</summary>
    /// <exception cref="MoeGate.Formats.InputException">No file can be called so.</exception>
    public static EvidencePath In(JsonItem item)
    {
        if (item.Text.Contains('\0', StringComparison.Ordinal)) throw item.Error("a path cannot hold a null character");
        return new EvidencePath(item.Text.Contains("://", StringComparison.Ordinal) ? item.Text : System.IO.Path.Combine(item.Folder, item.Text), item.Text);
    }
}

/// <summary>What is to be read, before anything is.</summary>
public sealed record EvidenceRequest
{
    /// <summary>One profile; several files are its shards.</summary>
    public IReadOnlyList<EvidencePath> Experts { get; init; } = [];

    /// <summary>Each a domain of its own.</summary>
    public IReadOnlyList<EvidencePath> HeldOut { get; init; } = [];

    public Keep? Keep { get; init; }

    /// <summary>Where the keep was stated, for messages.</summary>
    public Place KeepPlace { get; init; }

    public EvidencePath? Plan { get; init; }

    /// <summary>Null: REAP where it was recorded, else the legacy score.</summary>
    public Score? Score { get; init; }

    /// <summary>A file with the architecture.</summary>
    public EvidencePath? Architecture { get; init; }

    /// <summary>The architecture as it is written out in a configuration.</summary>
    public JsonItem? ArchitectureItem { get; init; }

    /// <summary>The model that is to ship: a file, a split or sharded set, or a folder.</summary>
    public EvidencePath? Candidate { get; init; }

    /// <summary>The model that the candidate was made from, likewise.</summary>
    public EvidencePath? Reference { get; init; }

    /// <summary>A folder of activations.</summary>
    public EvidencePath? Activations { get; init; }

    /// <summary>An importance matrix.</summary>
    public EvidencePath? Imatrix { get; init; }

    /// <summary>Logs and results of evaluations, by name.</summary>
    public IReadOnlyList<EvaluationRequest> Evaluations { get; init; } = [];

    public Parameters Parameters { get; init; } = new();

    /// <summary>Whether nothing is to be read at all, and no cut is stated.</summary>
    public bool NamesNothing => (Candidate ?? Reference ?? Activations ?? Imatrix ?? Plan ?? Architecture) is null && Keep is null && ArchitectureItem is null
        && Experts.Count == 0 && HeldOut.Count == 0 && Evaluations.Count == 0;
}
