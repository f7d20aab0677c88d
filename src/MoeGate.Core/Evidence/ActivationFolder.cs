using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Evidence;

/// <summary>Activations that were recorded while the model read a text: <c>act_blk3_ffn_input.f32bin</c>, one row per token.</summary>
public sealed class ActivationFolder : IDisposable
{
    private readonly IReadOnlyList<DataFile> opened;

    private ActivationFolder(string shown, IReadOnlyList<DataFile> opened, IReadOnlyList<ActivationFile> files) => (Shown, this.opened, Files) = (shown, opened, files);

    /// <summary>As the user named it.</summary>
    public string Shown { get; }

    /// <summary>By layer and source.</summary>
    public IReadOnlyList<ActivationFile> Files { get; }

    /// <summary>The same folder, of which only these files matter.</summary>
    public ActivationFolder Only(Func<ActivationFile, bool> wanted) => new(Shown, opened, [.. Files.Where(wanted)]);

    /// <param name="path">The folder, or a single file of activations.</param>
    /// <param name="shown">How messages name it.</param>
    /// <exception cref="InputException">No such folder, none in it, or a malformed one.</exception>
    public static ActivationFolder Read(string path, string shown)
    {
        InputFile.RefuseUrl(path);
        var handles = new List<DataFile>();
        try
        {
            var files = new List<ActivationFile>();
            foreach (var (file, fileShown) in Candidates(path, shown))
            {
                var data = DataFile.Open(file, fileShown);
                handles.Add(data);
                var entry = F32BinFile.Read(data);
                var name = TensorName.Parse(entry.Name);
                if (name.Layer is not { } layer || !entry.Name.StartsWith("act_", StringComparison.Ordinal))
                    throw new InputException(InputKind.Evidence, new Place(fileShown), "is not named after a layer and a source", "name it act_blk<layer>_<source>.f32bin");
                if (!name.Role.EndsWith("_input", StringComparison.Ordinal))
                    throw new InputException(InputKind.Evidence, new Place(fileShown), $"{name.Role} is not an input of tensors", "name it ffn_input, ffn_down_input, attn_input or attn_output_input, or leave it out");
                files.Add(new ActivationFile(name.Subject, layer, name.Role, entry));
            }

            if (files.Count == 0) throw new InputException(InputKind.Evidence, new Place(shown), "holds no activations", "record them as act_blk<layer>_<source>.f32bin");
            files.Sort((a, b) => a.Layer != b.Layer ? a.Layer.CompareTo(b.Layer) : string.CompareOrdinal(a.Source, b.Source));
            return new ActivationFolder(shown, handles, files);
        }
        catch
        {
            foreach (var handle in handles) handle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in opened) file.Dispose();
    }

    private static IEnumerable<(string Path, string Shown)> Candidates(string path, string shown)
    {
        if (!Directory.Exists(path)) return [(path, shown)];
        return TensorFolder.Files(path, shown)
            .Where(f => Path.GetFileName(f) is var name && name.StartsWith("act_", StringComparison.Ordinal) && name.EndsWith(F32BinFile.Extension, StringComparison.Ordinal))
            .Select(f => (f, Path.Join(shown, Path.GetFileName(f))));
    }
}
