using Microsoft.Build.Framework;

namespace MoeGate.Tasks;

/// <summary>Removes what <see cref="MoeGateCheck"/> wrote for this project and target framework, and nothing else, whatever folder that is in.</summary>
public sealed class MoeGateClean : Microsoft.Build.Utilities.Task
{
    /// <summary>Where figures were kept.</summary>
    [Required]
    public string CacheFolder { get; set; } = "";

    /// <summary>The project that was judged.</summary>
    public string? ProjectFile { get; set; }

    /// <summary>The target framework that was judged, where the project has several.</summary>
    public string? TargetFramework { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            if (Directory.Exists(CacheFolder)) new WrittenFiles(CacheFolder, $"{ProjectFile}\n{TargetFramework}").Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogWarning(null, GateRun.OwnCode, null, ProjectFile, 0, 0, 0, 0, "{0}", $"{CacheFolder}: not all that was written can be removed: {e.Message}");
        }

        return true;
    }
}
