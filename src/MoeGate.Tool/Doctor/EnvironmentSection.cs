using MoeGate.Reports.Doctor;

namespace MoeGate.Tool.Doctor;

/// <summary>Variables of the environment that change what is printed, or say who is running this.</summary>
internal static class EnvironmentSection
{
    public static SignSection Of(Surroundings surroundings) => new(
        "Environment",
        Sign.Fine("NO_COLOR", surroundings.Variable("NO_COLOR") is null ? "not set: colour on a terminal" : "set: no colour"),
        Sign.Fine("CI", surroundings.Variable("CI") is null ? "not set" : "set"),
        Sign.Fine("GITHUB_ACTIONS", surroundings.Variable("GITHUB_ACTIONS") is null ? "not set" : "set: --report github annotates"),
        Summary(surroundings),
        Sign.Fine("DOTNET_ROOT", surroundings.Variable("DOTNET_ROOT") is { } root ? surroundings.With("set", root) : "not set"));

    private static Sign Summary(Surroundings surroundings)
    {
        const string name = "GITHUB_STEP_SUMMARY";
        if (surroundings.Variable(name) is not { } path) return Sign.Fine(name, "not set");
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? Sign.Fine(name, "set: --report github adds a summary")
            : Sign.Wrong(name, "names a file in a folder that is not there", "it is set by the runner: take it out of the environment elsewhere");
    }
}
