using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>A plan with one fault, marked by <c>¦</c>.</summary>
public class MalformedPlan
{
    [Theory]
    [InlineData("[[0, 1],\n[2, ¦-1]]", "expected an expert id, a whole number from 0, found the number -1")]
    [InlineData("[[0, 1],\n[2, ¦1.5]]", "expected an expert id, a whole number from 0, found the number 1.5")]
    [InlineData("[[0, 1],\n[2, ¦\"1\"]]", "expected an expert id, a whole number from 0, found the string \"1\"")]
    [InlineData("[[0, 1],\n[2, ¦2]]", "duplicate expert 2")]
    [InlineData("[[0, 1],\n[2, ¦99999999999]]", "expected an expert id, a whole number from 0, found the number 99999999999")]
    [InlineData("[[0, 1],\n¦[]]", "keeps no expert")]
    [InlineData("[[0, 1],\n¦3]", "expected a list of expert ids, found the number 3")]
    [InlineData("{\"1\": [0],\n\"2\": ¦[]}", "keeps no expert")]
    [InlineData("{\"1\": [0],\n¦\"blk.2\": [1]}", "layer key \"blk.2\" is not a whole number")]
    [InlineData("{\"1\": [0],\n¦\"01\": [1]}", "duplicate layer 1")]
    [InlineData("{\"1\": [0],\n¦\"1\": [1]}", "duplicate key \"1\"")]
    [InlineData("{\"n_expert\": 4, \"keep\": {\"1\": [0,\n¦4]}}", "expert 4 of 4; experts are counted from 0")]
    [InlineData("{\"n_expert\": ¦-4, \"keep\": {\"1\": [0]}}", "expected n_expert, a whole number from 0, found the number -4")]
    [InlineData("\n¦[]", "the plan is empty")]
    [InlineData("\n¦{}", "the plan is empty")]
    [InlineData("\n¦7", "expected a plan: a list of lists of kept experts, or an object with a list for each layer, found the number 7")]
    public void IsRefusedWithItsPlaceAndFault(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", at.Text);
        Refused.With(Moegate.Run("check", "--plan", path), Refused.AsEvidence, at.In(path) + fault);
    }

    [Theory]
    [InlineData("[[0, 1]]", "lists 1 layers, but the profile has 2 MoE layers")]
    [InlineData("[[0, 1], [1], [2]]", "lists 3 layers, but the profile has 2 MoE layers")]
    [InlineData("[[0, 1], [1, 4]]", "keeps expert 4 in layer 2, which has 4 experts")]
    [InlineData("{\"1\": [1, 7]}", "keeps expert 7 in layer 1, which has 4 experts")]
    public void IsRefusedWhereItIsNotThisProfiles(string plan, string fault)
    {
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", plan);
        Refused.With(Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--plan", path), Refused.AsEvidence, path + ": " + fault);
    }

    [Theory]
    [InlineData("[[0], [1]]", "lists 2 layers, but the model has 5 MoE layers")]
    [InlineData("[[0], [1], [2], [3], [32]]", "keeps expert 32 in a layer, which has 32 experts")]
    [InlineData("{\"3\": [32]}", "keeps expert 32 in layer 3, which has 32 experts")]
    public void IsRefusedWhereItIsNotThisModels(string plan, string fault)
    {
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", plan);
        Refused.With(Moegate.Run("check", "--architecture", Sample.Path("architecture.json"), "--plan", path), Refused.AsEvidence, path + ": " + fault);
    }
}
