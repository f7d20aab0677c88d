using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What samples/experts/README.md says of each sample.</summary>
public class SampleVerdicts
{
    [Theory]
    [InlineData("moegate.json", null, "")]
    [InlineData("moegate.json", "plan-reap.json", "")]
    [InlineData("moegate.json", "plan-random.json", "MG201 MG202 T201 T202")]
    [InlineData("moegate.json", "plan-one-domain.json", "T202")]
    [InlineData("broken.json", null, "MG101 MG202 T201 T202")]
    public void AreThose(string configuration, string? plan, string violated)
    {
        string[] cut = plan is null ? [] : ["--plan", Sample.Path(plan)];
        var run = Moegate.Run(["check", Sample.Path(configuration), .. cut, "--report", "json"]);
        Assert.Equal(violated.Length == 0 ? 0 : 1, run.ExitCode);
        var findings = JsonNode.Parse(run.Out)!["findings"]!.AsArray();
        Assert.Equal(violated, string.Join(' ', findings.Where(f => (string?)f!["outcome"] == "fail").Select(f => (string?)f!["rule"])));
    }
}
