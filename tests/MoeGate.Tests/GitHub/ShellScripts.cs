using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>The scripts run on the bash of macOS (3.2) and of Git for Windows too, with the tools of these systems.</summary>
public class ShellScripts
{
    public static TheoryData<string> All =>
        [.. Directory.EnumerateFiles(Repository.File("action"), "*.sh").Append(Repository.File(".github", "release-notes")).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Parse(string script) => Assert.Equal((0, "", ""), Bash.Run(Repository.Root, new Dictionary<string, string>(), "-n", script));

    [Theory]
    [MemberData(nameof(All))]
    public void PassShellcheck(string script)
    {
        Assert.SkipWhen(Bash.OnPath("shellcheck") is null, "shellcheck is not installed");
        var (exitCode, output, error) = Bash.Run(Repository.Root, new Dictionary<string, string>(), "-c", "shellcheck --external-sources -- \"$1\"", "bash", script);
        Assert.True(exitCode == 0, output + error);
    }

    /// <summary>What came after bash 3.2, and options that only GNU's tools have.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void UseNothingThatOnlyLinuxHas(string script)
    {
        var text = File.ReadAllText(Repository.File(script.Split('/')));
        string[] newer = [@"\b(mapfile|readarray|coproc)\b", @"\b(declare|local|typeset) -[A-Za-z]*[Ang]", @"\$\{[^}]*(\^|,,|@[A-Z])[^}]*\}", @"&>>|\|&", @"printf '%\(", @"\bwait -n\b", @"\[\[ -v\b"];
        string[] foreign = [@"\breadlink -f\b", @"\bsed -(i|r)\b", @"\bgrep -P\b", @"\brealpath\b", @"\bdate -d\b", @"\bstat -c\b", @"\bmktemp --", @"\bhead -c\b", @"\bxargs -d\b", @"\bsort -V\b", @"\btimeout\b"];
        Assert.All([.. newer, .. foreign], pattern => Assert.DoesNotMatch(pattern, text));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NeverReadAValueAsAScript(string script) => Assert.DoesNotMatch(@"\beval\b|\bbash -c\b|\bsh -c\b", File.ReadAllText(Repository.File(script.Split('/'))));

    [Theory]
    [InlineData("action/check.sh")]
    [InlineData("action/install.sh")]
    [InlineData(".github/release-notes")]
    public void StopAtTheFirstError(string script) => Assert.Contains("\nset -euo pipefail\n", File.ReadAllText(Repository.File(script.Split('/'))), StringComparison.Ordinal);
}
