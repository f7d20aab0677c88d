using System.Globalization;
using System.Runtime.InteropServices;
using MoeGate.Reports.Doctor;

namespace MoeGate.Tool.Doctor;

/// <summary>What runs here, and where it came from.</summary>
internal static class ToolSection
{
    public static SignSection Of(Surroundings surroundings) => new(
        "Tool",
        Sign.Fine("version", Gate.Version),
        Sign.Fine("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
        Sign.Fine("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}{(RuntimeInformation.ProcessArchitecture != RuntimeInformation.OSArchitecture ? $", running as {RuntimeInformation.ProcessArchitecture}" : "")}"),
        Sign.Fine("culture", $"{(CultureInfo.CurrentCulture.Name.Length == 0 ? "invariant" : CultureInfo.CurrentCulture.Name)}; figures are written alike in every culture"),
        Sign.Fine("installed", surroundings.With(Installed(AppContext.BaseDirectory), AppContext.BaseDirectory)));

    /// <summary>How the tool came to this folder, in words.</summary>
    public static string Installed(string folder)
    {
        var path = folder.Replace('\\', '/').TrimEnd('/') + "/";
        return path switch
        {
            _ when Has("/.dotnet/tools/.store/moegate/") => "as a global tool",
            _ when Has("/.store/moegate/") => "as a tool in a folder of its own (--tool-path)",
            _ when Has("/moegate.tasks/") => "with the MSBuild task",
            _ when Has("/moegate/" + Gate.Version + "/tools/") || Has("/packages/moegate") => "in the packages' folder: by a tool manifest, or to run once",
            _ when Has("/bin/Debug/") || Has("/bin/Release/") => "not at all: a build of the source",
            _ => "in a folder",
        };

        bool Has(string part) => path.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
