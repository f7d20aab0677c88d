using MoeGate.Formats;
using MoeGate.Reports.Doctor;
using MoeGate.Tool.Init;

namespace MoeGate.Tool.Doctor;

/// <summary>What else of .NET and of this tool is here.</summary>
internal static class PackagesSection
{
    public static SignSection Of(Surroundings surroundings) => new("Packages", Dotnet(surroundings), Manifest(surroundings), Global(surroundings));

    private static Sign Dotnet(Surroundings surroundings)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var found = (surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
        return found is null
            ? Sign.Missing("dotnet", "not on PATH: dotnet tool and the MSBuild task need it", "put the folder of the .NET SDK on PATH")
            : Sign.Fine("dotnet", surroundings.With("on PATH", found));
    }

    private static Sign Manifest(Surroundings surroundings)
    {
        const string name = "tool manifest";
        try
        {
            return ToolManifest.Of(Path.GetFullPath(".")) switch
            {
                null => Sign.Note(name, "none in this folder or above", "dotnet new tool-manifest and dotnet tool install moegate give everybody one version"),
                { Version: null } other => Sign.Note(name, surroundings.With("does not name moegate", other.Path), "dotnet tool install moegate gives everybody one version"),
                { Version: var version } same when version == Gate.Version => Sign.Fine(name, surroundings.With($"moegate {version}", same.Path)),
                { Version: var version } other => Sign.Note(name, surroundings.With($"names moegate {version}, and this is {Gate.Version}", other.Path), "dotnet tool run moegate runs the version that it names; dotnet tool update moegate changes it"),
            };
        }
        catch (InputException e)
        {
            return Sign.Wrong(name, e.Message);
        }
    }

    private static Sign Global(Surroundings surroundings)
    {
        var home = surroundings.Variable("DOTNET_CLI_HOME") ?? surroundings.Variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        var store = home is null ? null : Path.Combine(home, ".dotnet", "tools", ".store", "moegate");
        var versions = store is not null && Directory.Exists(store) ? Directory.GetDirectories(store).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal).ToList() : [];
        return versions.Count == 0 ? Sign.Fine("global tool", "none")
            : versions.TrueForAll(v => v == Gate.Version) ? Sign.Fine("global tool", $"moegate {Gate.Version}")
            : Sign.Note("global tool", $"moegate {string.Join(", ", versions)}, and this is {Gate.Version}", "dotnet tool update --global moegate");
    }
}
