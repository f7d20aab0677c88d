using System.Globalization;
using System.Text.RegularExpressions;

namespace MoeGate.Formats.Tensors;

/// <summary>A GGUF model: one file, or all parts of a split one, whichever of them was named.</summary>
internal static partial class GgufModel
{
    /// <summary>Takes over the file, which is disposed of with the source, or here where there is none.</summary>
    public static TensorSource Open(DataFile file, string path, string shown) => Opening.Source(files =>
    {
        files.Add(file);
        var first = GgufFile.Read(file);
        var parts = first.Metadata.Integer("split.count") ?? 1;
        var (named, part) = FromName(path);
        if (parts <= 1 && named <= 1) return Source(shown, "GGUF", files, first.Tensors, first.Metadata);
        if (parts != named)
            throw Error(file, $"its name says {named} parts and its split.count {parts}", "keep the names of the parts as they were split: NAME-00001-of-0000N.gguf");
        if (part < 1 || part > parts) throw Error(file, $"is named part {part} of {parts}", "keep the names of the parts as they were split");
        return OpenParts(file, first, files, path, shown, (int)parts, part);
    });

    /// <summary>The one model of these files: a single file, or the parts of a single split one; null where there are more.</summary>
    public static string? Only(IReadOnlyList<string> paths) =>
        paths.Select(p => Numbered().Replace(p, m => "-of-" + m.Groups["parts"].Value)).Distinct().Count() == 1 ? paths[0] : null;

    private static TensorSource OpenParts(DataFile named, GgufFile header, List<DataFile> files, string path, string shown, int parts, int number)
    {
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = header.Metadata;
        for (var p = 1; p <= parts; p++)
        {
            var (file, content) = p == number ? (named, header) : OpenPart(PartName(path, p, parts), shown, files, p, parts);
            CheckPart(file, content.Metadata, p, parts);
            if (p == 1) metadata = content.Metadata;
            foreach (var tensor in content.Tensors)
            {
                if (!names.Add(tensor.Name)) throw Error(file, $"duplicate tensor {tensor.Name}: another part has it too", "split the model again");
                tensors.Add(tensor);
            }
        }

        files.Remove(named);
        files.Insert(number - 1, named);
        if (metadata.Integer("split.tensors.count") is { } count && count != tensors.Count)
            throw Error(named, $"split.tensors.count is {count}, and the {parts} parts have {tensors.Count} tensors", "fetch the parts again; all must be of one split");
        return Source(shown, string.Create(CultureInfo.InvariantCulture, $"GGUF, {parts} parts"), files, tensors, metadata);
    }

    private static (DataFile File, GgufFile Content) OpenPart(string path, string shown, List<DataFile> files, int part, int parts)
    {
        var partShown = Path.Join(Path.GetDirectoryName(shown), Path.GetFileName(path));
        if (!File.Exists(path)) throw new InputException(InputKind.Evidence, new Place(partShown), $"missing: part {part} of the {parts} of a split model", "fetch the missing part");
        var file = DataFile.Open(path, partShown);
        files.Add(file);
        Foreign.Reject(file);
        return (file, GgufFile.Read(file));
    }

    private static void CheckPart(DataFile file, GgufMetadata metadata, int part, int parts)
    {
        if (metadata.Integer("split.count") != parts) throw Error(file, $"its split.count is {Said(metadata.Integer("split.count"))}, and that of the other parts {parts}", "fetch the parts again; all must be of one split");
        if (metadata.Integer("split.no") != part - 1) throw Error(file, $"is named part {part}, and its split.no is {Said(metadata.Integer("split.no"))} where {part - 1} should be", "keep the names of the parts as they were split");
    }

    private static TensorSource Source(string shown, string format, List<DataFile> files, IReadOnlyList<TensorEntry> tensors, GgufMetadata metadata) =>
        new(shown, format, files, tensors) { Metadata = metadata };

    /// <summary>How many parts the name says there are, and which it is; 1 of 1 for a name without numbers.</summary>
    private static (int Parts, int Part) FromName(string path)
    {
        var match = Numbered().Match(Path.GetFileName(path));
        return match.Success ? (Number(match, "parts"), Number(match, "part")) : (1, 1);
    }

    private static string PartName(string path, int part, int parts)
    {
        var name = Path.GetFileName(path);
        var at = Numbered().Match(name).Groups["part"].Index;
        return Path.Join(Path.GetDirectoryName(path), string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, at)}{part:D5}-of-{parts:D5}{Path.GetExtension(name)}"));
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Said(long? number) => number is { } said ? said.ToString(CultureInfo.InvariantCulture) : "not there";

    private static InputException Error(DataFile file, string what, string remedy) => new(InputKind.Evidence, new Place(file.Shown), what, remedy);

    [GeneratedRegex(@"-(?<part>[0-9]{5})-of-(?<parts>[0-9]{5})\.gguf\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbered();
}
