using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>Microsoft's own validator of SARIF, with the rules for files that go to GitHub's code scanning.</summary>
internal static class SarifValidator
{
    /// <summary>The errors and warnings about a SARIF text, each as <c>level rule: arguments</c>; its notes go to the test's output.</summary>
    public static IReadOnlyList<string> Problems(string sarif)
    {
        var multitool = Peer.RequireTool("@microsoft", "sarif-multitool-linux", "Sarif.Multitool");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the validator is a Linux program");
        using var folder = new TestFolder();
        var output = folder["validation.sarif"];
        var (exitCode, said, error) = Peer.Run(
            multitool, "validate", folder.Write("report.sarif", sarif), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--output", output);
        Assert.True(exitCode == 0, said + error);

        var run = JsonNode.Parse(File.ReadAllText(output))!["runs"]![0]!;
        Assert.True((bool)run["invocations"]![0]!["executionSuccessful"]!, said);
        var found = run["results"]!.AsArray().Select(r => (
            Level: (string?)r!["level"] ?? "warning",
            Text: $"{r["ruleId"]}: {string.Join(", ", r["message"]!["arguments"]?.AsArray().Select(a => a!.ToString()) ?? [])}")).ToList();
        foreach (var note in found.Where(f => f.Level is not ("error" or "warning")).GroupBy(f => f.Text.Split(':')[0]))
            TestContext.Current.TestOutputHelper?.WriteLine($"note {note.Key}, {note.Count()} times, first {note.First().Text}");

        // SARIF2005 asks where a person can read more about the tool; there is no such place to name yet.
        return [.. found.Where(f => f.Level is "error" or "warning" && !f.Text.StartsWith("SARIF2005:", StringComparison.Ordinal)).Select(f => $"{f.Level} {f.Text}")];
    }
}
