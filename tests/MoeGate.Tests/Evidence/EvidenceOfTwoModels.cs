using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class EvidenceOfTwoModels
{
    [Theory]
    [InlineData("""{"experts": 8, "paramsOther": 1}""", "layer 1 has 4 experts, the architecture says 8")]
    [InlineData("""{"moeLayers": [1, 3], "paramsOther": 1}""", "layer 2 is no MoE layer by the architecture")]
    [InlineData("""{"moeLayers": 1, "paramsOther": 1}""", "has 2 MoE layers, the architecture says 1")]
    public void ContradictsItselfInProfileAndArchitecture(string architecture, string fault)
    {
        using var folder = new TestFolder();
        var profile = folder.Write("stats.json", SmallProfile.Text);
        Refused.With(Moegate.Run("check", "--experts", profile, "--architecture", folder.Write("model.json", architecture)), Refused.AsEvidence, $"{profile}: {fault}");
    }

    [Fact]
    public void ContradictsItselfInProfileAndPlan()
    {
        using var folder = new TestFolder();
        var plan = folder.Write("plan.json", """{"n_expert": 5, "keep": {"1": [0, 1], "2": [0, 1]}}""");
        Refused.With(Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--plan", plan), Refused.AsEvidence, $"{plan}: is for 5 experts, layer 1 of the profile has 4");
    }

    [Fact]
    public void LacksSomeLayersOfTheModelWithoutContradiction()
    {
        using var folder = new TestFolder();
        var model = folder.Write("model.json", """{"moeLayers": [1, 2, 3], "paramsOther": 1}""");
        var run = Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--architecture", model, "--rules", "moegate:profile");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("profile.layers is 0.666667, limit >= 1", run.Out, StringComparison.Ordinal);
    }
}
