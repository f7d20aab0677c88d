using MoeGate.Formats;
using MoeGate.Reports.Doctor;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Doctor;

/// <summary>Where the configuration's reports go, and whether they can be written there.</summary>
internal static class ReportsSection
{
    public static SignSection Of(ConfigurationFile? file) => new("Reports", [.. file?.Reports.Select(r => Look(r.Format, r.File.Path, r.File.Shown)) ?? []]);

    private static Sign Look(string format, string path, string shown)
    {
        var folder = Path.GetDirectoryName(InputFile.FullPath(path))!;
        var nearest = folder;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } above) nearest = above;
        var portable = Plain.Portable(shown);
        if (Directory.Exists(path)) return Sign.Wrong(format, $"{portable} cannot be written: it is a folder", "name a file in it");
        return Refusal(nearest) is { } refusal ? Sign.Wrong(format, $"{portable} cannot be written: {refusal}", "name another folder, or change its permissions")
            : nearest == folder ? Sign.Fine(format, portable)
            : Sign.Fine(format, $"{portable}, its folder to be made");
    }

    /// <summary>Why nothing can be written in a folder; null where a file could be made, which is gone again.</summary>
    private static string? Refusal(string folder)
    {
        try
        {
            var trial = Path.Combine(folder, $".moegate-{Guid.NewGuid():N}");
            using var stream = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return "its folder is not writable";
        }
        catch (IOException)
        {
            return "its folder is no folder, or takes no files";
        }
    }
}
