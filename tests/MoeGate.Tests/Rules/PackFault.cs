using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class PackFault
{
    [Theory]
    [InlineData("{ \"extends\": [\n  ¦\"moegate:prunning\"] }", "built-in pack \"moegate:prunning\" is not known; did you mean pruning?")]
    [InlineData("{ \"extends\": [\n  ¦\"moegate:\"] }", "built-in pack \"moegate:\" is not known; known here: policy-example, profile, pruning, quantization, release, structure")]
    [InlineData("{ \"extends\": [\n  ¦\"moegate:../rules/profile\"] }", "built-in pack \"moegate:../rules/profile\" is not known")]
    [InlineData("{ \"extends\": [\n  ¦\"./moegate.json\"] }", "./moegate.json extends itself in a circle")]
    [InlineData("{ \"extends\": ¦3 }", "expected a string or an array, found the number 3")]
    public void IsSaidWhereThePackIsNamed(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("config", path), Refused.AsUsage, at.In(path) + fault);
    }

    [Theory]
    [InlineData("{ \"rules\": [],\n ¦\"evidence\": {} }", "unknown key \"evidence\" in a rule pack")]
    [InlineData("{ \"extends\":\n ¦\"../packs/team.json\" }", "../packs/team.json extends itself in a circle")]
    [InlineData("{ \"rules\": [\n { \"id\": \"T1\", \"metric\": \"profile.tokens\", \"assert\": ¦\"min <= 1\" }] }", "\"min <= 1\" bounds the good side")]
    [InlineData("{ \"rules\": [\n { \"id\": ¦\"MG1\" }] }", "\"MG1\": MG is the prefix of built-in rules")]
    [InlineData("{ \"rules\": [\n { \"id\": \"T1\" }, { \"id\": ¦\"T1\" }] }", "duplicate rule T1 in one file")]
    public void IsSaidInThePack(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        folder.Write("packs/team.json", at.Text);
        var path = folder.Write("moegate.json", "{ \"extends\": \"packs/team.json\" }");
        Refused.With(Moegate.Run("config", path), Refused.AsUsage, at.In(folder["packs/team.json"]) + fault);
    }

    [Fact]
    public void IsACircleOfAnyLength()
    {
        using var folder = new TestFolder();
        folder.Write("packs/team.json", "{ \"extends\": \"other.json\" }");
        folder.Write("packs/other.json", "{ \"extends\": \"../moegate.json\" }");
        var run = Moegate.Run("config", folder.Write("moegate.json", "{ \"extends\": \"packs/team.json\" }"));
        Refused.With(run, Refused.AsUsage, folder["packs/other.json"] + ":1:14: ../moegate.json extends itself in a circle");
    }

    [Fact]
    public void IsNotThatTwoPacksExtendTheSame()
    {
        using var folder = new TestFolder();
        folder.Write("a.json", "{ \"extends\": \"c.json\" }");
        folder.Write("b.json", "{ \"extends\": \"c.json\" }");
        folder.Write("c.json", "{ \"rules\": [{ \"id\": \"T1\", \"metric\": \"profile.tokens\", \"assert\": \"min >= 1\" }] }");
        Assert.Equal(0, Moegate.Run("config", folder.Write("moegate.json", "{ \"extends\": [\"a.json\", \"b.json\"] }")).ExitCode);
    }

    [Fact]
    public void MayBeAnUnreadableUrl()
    {
        using var folder = new TestFolder();
        Refused.With(Moegate.Run("config", folder.Write("moegate.json", "{ \"extends\": \"https://example.org/p.json\" }")), Refused.AsUsage, "https://example.org/p.json: URLs cannot be read");
    }
}
