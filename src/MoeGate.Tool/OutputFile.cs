using System.Text;
using MoeGate.Formats;

namespace MoeGate.Tool;

/// <summary>Writes a file beside its place and renames it, so that nobody ever sees half a report, and two that write one file do not write into each other.</summary>
internal static class OutputFile
{
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, string shown, Action<TextWriter> write)
    {
        var full = InputFile.FullPath(path);
        var beside = $"{full}.{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var writer = new StreamWriter(beside, append: false, new UTF8Encoding(false))) write(writer);
            File.Move(beside, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(beside);
            throw new InputException(InputKind.Configuration, new Place(shown), "cannot be written: " + e.Message.TrimEnd('.'), "check the path and its permissions");
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It could not be written, so there is most likely nothing to delete.
        }
    }
}
