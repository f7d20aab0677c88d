using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Tool.Init;

/// <summary>The tool manifest that <c>dotnet tool restore</c> would read in a folder: the nearest one at or above it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Version">The version of moegate that it names; null where it names none.</param>
internal sealed record ToolManifest(string Path, string? Version)
{
    private static readonly string[] names = [System.IO.Path.Combine(".config", "dotnet-tools.json"), "dotnet-tools.json"];

    /// <summary>The nearest manifest; null where there is none.</summary>
    /// <exception cref="InputException">It is malformed.</exception>
    public static ToolManifest? Of(string folder)
    {
        for (var at = folder; at is not null; at = System.IO.Path.GetDirectoryName(at))
            foreach (var name in names)
                if (System.IO.Path.Combine(at, name) is var path && File.Exists(path))
                    return Read(path, name.Replace('\\', '/'));
        return null;
    }

    private static ToolManifest Read(string path, string shown)
    {
        InputFile.OnDisk(path, shown, InputKind.Configuration);
        var root = JsonFile.Read(path, shown, InputKind.Configuration);
        return new ToolManifest(path, root["tools"]?["moegate"]?["version"] is { Kind: JsonKind.Text } version ? version.Text : null);
    }
}
