using MoeGate.Formats;
using MoeGate.Formats.Tensors;

namespace MoeGate.Evidence;

/// <summary>
/// An importance matrix of llama.cpp: for the tensors of a model the mean square of what entered each column, over a calibration
/// text. It is scanned once when it is opened, which finds what cannot be; figures are read when they are asked for.
/// </summary>
public sealed class ImportanceMatrix : IDisposable
{
    private readonly DataFile file;
    private readonly Dictionary<(string Subject, int? Expert), ImportanceEntry> bySubject = [];

    private ImportanceMatrix(DataFile file, ImportanceContent content)
    {
        this.file = file;
        Format = content.Format;
        Datasets = content.Datasets;
        Chunks = content.Chunks;
        ChunkSize = content.ChunkSize;
        Entries = content.Entries;
        foreach (var entry in content.Entries) bySubject.TryAdd((entry.Name.Subject, entry.Name.Expert), entry);
    }

    /// <summary>As the user named it.</summary>
    public string Shown => file.Shown;

    /// <summary>Of the file.</summary>
    public long Bytes => file.Length;

    /// <summary><c>GGUF</c>, or <c>dat</c> of the older format.</summary>
    public string Format { get; }

    /// <summary>What it says of the texts that it was calibrated on: untrusted text.</summary>
    public IReadOnlyList<string> Datasets { get; }

    /// <summary>How many chunks of text were read; null where it does not say.</summary>
    public long? Chunks { get; }

    /// <summary>Tokens of a chunk; the older format does not say.</summary>
    public long? ChunkSize { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ImportanceEntry> Entries { get; }

    /// <param name="path">A GGUF file of this type, or one of the older format, which has no mark to know it by.</param>
    /// <param name="shown">How messages name it.</param>
    /// <exception cref="InputException">Truncated, malformed, or with sums that are negative or not finite.</exception>
    public static ImportanceMatrix Read(string path, string shown)
    {
        var opened = DataFile.Open(path, shown);
        try
        {
            if (TensorSources.LooksLikeGguf(opened)) return new ImportanceMatrix(opened, ImportanceGguf.Read(opened));
            return new ImportanceMatrix(opened, Dat(opened));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The older format begins with a number, so that only what does not fit is asked what else it may be.</summary>
    private static ImportanceContent Dat(DataFile opened)
    {
        try
        {
            return ImportanceDat.Read(opened);
        }
        catch (InputException)
        {
            if (TensorSources.LooksLikeSafetensors(opened)) throw new InputException(InputKind.Evidence, new Place(opened.Shown), "is a safetensors file, not an importance matrix", "name the output of llama-imatrix");
            Foreign.Reject(opened);
            throw;
        }
    }

    /// <summary>What is known of a tensor, by its subject; null where it was not calibrated at all.</summary>
    /// <param name="subject">Such as <c>blk.3.ffn_down_exps</c>.</param>
    /// <param name="expert">For matrices of models whose experts are named singly, the expert.</param>
    public ImportanceEntry? Find(string subject, int? expert = null) => bySubject.GetValueOrDefault((subject, expert));

    public void Dispose() => file.Dispose();
}

/// <summary>What a reader of one of the two formats found.</summary>
internal sealed record ImportanceContent(string Format, IReadOnlyList<ImportanceEntry> Entries, IReadOnlyList<string> Datasets, long? Chunks, long? ChunkSize);
