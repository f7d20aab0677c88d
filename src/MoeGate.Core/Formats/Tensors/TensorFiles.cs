using System.Text.RegularExpressions;

namespace MoeGate.Formats.Tensors;

/// <summary>The files that opening a model or a folder of activations may look at, found without opening any.</summary>
public static partial class TensorFiles
{
    /// <summary>
    /// The file alone; all files of a folder; and where a name says that it is one of several, or their index, all files of the folder
    /// that it stands in. Rather too many than one too few.
    /// </summary>
    /// <exception cref="InputException">A URL, or a folder that cannot be read.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        var full = InputFile.FullPath(path);
        if (Directory.Exists(full)) return TensorFolder.Files(full, path);
        return OneOfSeveral().IsMatch(Path.GetFileName(full)) ? TensorFolder.Files(Path.GetDirectoryName(full)!, path) : [full];
    }

    [GeneratedRegex(@"-[0-9]{5}-of-[0-9]{5}\.|\.index\.json\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneOfSeveral();
}
