using MoeGate.Tests.Releases.Kinds;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>Every kind of broken release that is made, by its name.</summary>
internal static class Damages
{
    public static IReadOnlyList<Damage> All { get; } =
    [
        .. FileKinds.All, .. KeyKinds.All, .. ExpertKinds.All, .. RouterKinds.All, .. CutKinds.All, .. TensorKinds.All, .. QuantizationKinds.All,
        .. StatisticsKinds.All, .. EvaluationKinds.All,
    ];

    public static TheoryData<string> Names => new(All.Select(d => d.Done));

    /// <summary>About a third of the kinds, by their names, so that a new kind moves no other; or those that are left.</summary>
    public static TheoryData<string> Third(bool rest = false) => new(All.Select(d => d.Done).Where(name => Digest(name) % 3 == 0 != rest));

    /// <summary>The kind's damage done to a release, and what the built-in rules say of it, without any configuration.</summary>
    public static (Damage Damage, Broken Broken, Moegate Run) Judge(string kind, Release healthy, int seed)
    {
        using var folder = new TestFolder();
        var damage = All.Single(d => d.Done == kind);
        var broken = damage.Do(new Scene(healthy, kind, seed, folder));
        var run = Scene.Judge(broken);
        return (damage, broken, run with { Out = Nameless(run.Out), Error = Nameless(run.Error) });

        string Nameless(string text) => text.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    /// <summary>What the rule that must fail says, or the line that says why nothing can be judged; fails where neither is said.</summary>
    public static string Said(Damage damage, Broken broken, Moegate run)
    {
        var all = run.Out + run.Error;
        var finding = damage.Rule is { } rule ? Finding(run, 1, "FAIL", rule) : run.Out.Length > 0 ? Finding(run, 3, "NO DATA", "") : Refusal(run);
        Assert.True(finding is not null, $"{damage.Rule ?? "exit code 3"} is not what is said of {damage}, with exit code {run.ExitCode}:\n{all}");
        Assert.True(broken.Places.Any(p => finding.Contains(p, StringComparison.Ordinal)), $"{string.Join(" or ", broken.Places)} is not named:\n{finding}\n\n{all}");
        return finding.Split('\n') is [_, var message, ..] ? message.Trim() : finding;
    }

    /// <summary>The same in every process.</summary>
    private static uint Digest(string name) => name.Aggregate(0u, (hash, letter) => unchecked(hash * 31 + letter));

    private static string? Refusal(Moegate run) => run.ExitCode == 3 ? run.Error["moegate: ".Length..].TrimEnd('\n') : null;

    /// <summary>A rule's paragraph in the report: a line with its name, one with what it found, and more.</summary>
    private static string? Finding(Moegate run, int exitCode, string outcome, string rule) => run.ExitCode != exitCode ? null
        : run.Out.Split("\n\n").FirstOrDefault(part => part.StartsWith(outcome, StringComparison.Ordinal) && part.Contains(rule, StringComparison.Ordinal));
}
