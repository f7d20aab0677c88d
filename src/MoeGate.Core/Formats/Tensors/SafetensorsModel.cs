using System.Globalization;
using System.Text.RegularExpressions;

namespace MoeGate.Formats.Tensors;

/// <summary>A safetensors model: one file, the files that an index names, or the files of a folder.</summary>
internal static partial class SafetensorsModel
{
    /// <summary>Takes over the file.</summary>
    public static TensorSource Open(DataFile file, string shown) => Opening.Source(files =>
    {
        files.Add(file);
        return new TensorSource(shown, "safetensors", files, SafetensorsFile.Read(file));
    });

    /// <summary>Whether the name says that the file is one of several: naming any opens the whole.</summary>
    public static bool IsShard(string path) => Numbered().IsMatch(Path.GetFileName(path));

    /// <summary>Every tensor must be in the file that the index says, and every tensor of these files in the index.</summary>
    public static TensorSource OpenIndex(string path, string shown) => Opening.Source(files =>
    {
        var map = SafetensorsIndex.Read(path, shown);
        var tensors = new List<TensorEntry>();
        foreach (var name in map.Values.Distinct().Order(StringComparer.Ordinal))
        {
            var shard = Path.Join(Path.GetDirectoryName(path), name);
            var shardShown = Path.Join(Path.GetDirectoryName(shown), name);
            if (!File.Exists(shard)) throw new InputException(InputKind.Evidence, new Place(shardShown), "missing: the index names this file", "fetch the missing file");
            foreach (var tensor in Shard(shard, shardShown, files))
            {
                if (!map.Remove(tensor.Name, out var expected)) throw Error(shardShown, $"tensor {tensor.Name} is not in the index, or in more than one file", "fetch index and files again; all must be of one model");
                if (expected != name) throw Error(shardShown, $"tensor {tensor.Name} is here, and the index says that it is in {expected}", "fetch index and files again; all must be of one model");
                tensors.Add(tensor);
            }
        }

        if (map.Count > 0)
        {
            var (tensor, file) = map.First();
            throw Error(shown, $"tensor {tensor} is missing: the index says that it is in {file}", "fetch index and files again; all must be of one model");
        }

        return new TensorSource(shown, Format(files.Count), files, tensors);
    });

    /// <summary>All files of a folder that has no index.</summary>
    public static TensorSource OpenFiles(IReadOnlyList<string> paths, string shown) => Opening.Source(files =>
    {
        CheckNumbers(paths, shown);
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var fileShown = Path.Join(shown, Path.GetFileName(path));
            foreach (var tensor in Shard(path, fileShown, files))
            {
                if (!names.Add(tensor.Name)) throw Error(fileShown, $"duplicate tensor {tensor.Name}: another file of the folder has it too", "name the file that was meant");
                tensors.Add(tensor);
            }
        }

        return new TensorSource(shown, Format(files.Count), files, tensors);
    });

    /// <summary>Where names say how many files there are, all must be there: half a model would be judged as a whole one.</summary>
    private static void CheckNumbers(IReadOnlyList<string> paths, string shown)
    {
        foreach (var set in paths.Select(p => Numbered().Match(Path.GetFileName(p))).Where(m => m.Success).GroupBy(m => (Start: m.Groups["start"].Value, Count: m.Groups["count"].Value)))
        {
            var count = int.Parse(set.Key.Count, NumberStyles.None, CultureInfo.InvariantCulture);
            var there = set.Select(m => int.Parse(m.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).ToHashSet();
            var missing = Enumerable.Range(1, count).FirstOrDefault(n => !there.Contains(n));
            if (missing > 0)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{set.Key.Start}-{missing:D5}-of-{set.Key.Count}.safetensors");
                throw Error(Path.Join(shown, name), $"missing: the names of the others say that there are {count}", "fetch the missing file");
            }
        }
    }

    private static IReadOnlyList<TensorEntry> Shard(string path, string shown, List<DataFile> files)
    {
        var file = DataFile.Open(path, shown);
        files.Add(file);
        if (!TensorSources.LooksLikeSafetensors(file)) Foreign.Reject(file);
        return SafetensorsFile.Read(file);
    }

    private static string Format(int files) => files == 1 ? "safetensors" : string.Create(CultureInfo.InvariantCulture, $"safetensors, {files} files");

    private static InputException Error(string shown, string what, string remedy) => new(InputKind.Evidence, new Place(shown), what, remedy);

    [GeneratedRegex(@"\A(?<start>.*)-(?<number>[0-9]{5})-of-(?<count>[0-9]{5})\.safetensors\z", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbered();
}
