using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class FileThatIsNotThere
{
    [Theory]
    [InlineData("--experts")]
    [InlineData("--held-out")]
    [InlineData("--plan")]
    [InlineData("--architecture")]
    [InlineData("--candidate")]
    [InlineData("--metrics")]
    public void IsNamed(string option)
    {
        using var folder = new TestFolder();
        Refused.With(Moegate.Run("check", option, folder["none.json"]), Refused.AsEvidence, folder["none.json"] + ": no such file");
    }

    [Theory]
    [InlineData("--experts")]
    [InlineData("--held-out")]
    [InlineData("--plan")]
    [InlineData("--architecture")]
    [InlineData("--metrics")]
    public void MayBeAFolder(string option)
    {
        using var folder = new TestFolder();
        Refused.With(Moegate.Run("check", option, folder.Path), Refused.AsEvidence, folder.Path + ": is a folder");
    }

    [Theory]
    [InlineData("--experts")]
    [InlineData("--held-out")]
    [InlineData("--plan")]
    [InlineData("--architecture")]
    [InlineData("--candidate")]
    [InlineData("--metrics")]
    public void MayBeAnUnreadableUrl(string option) =>
        Refused.With(Moegate.Run("check", option, "https://example.org/a.json"), Refused.AsUsage, "https://example.org/a.json: URLs cannot be read by this version");

    [Theory]
    [InlineData("\"experts\": \"none.json\"")]
    [InlineData("\"heldOut\": [\"none.json\"]")]
    [InlineData("\"plan\": \"none.json\"")]
    [InlineData("\"architecture\": \"none.json\"")]
    [InlineData("\"architecture\": { \"file\": \"none.json\" }")]
    [InlineData("\"candidate\": \"none.json\"")]
    [InlineData("\"reference\": \"none.json\"")]
    [InlineData("\"imatrix\": \"none.json\"")]
    [InlineData("\"activations\": \"none.json\"")]
    [InlineData("\"evaluations\": { \"general\": \"none.json\" }")]
    [InlineData("\"evaluations\": { \"general\": { \"candidate\": \"moegate.json\", \"reference\": \"none.json\" } }")]
    public void IsNamedAsTheConfigurationSpellsIt(string evidence)
    {
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", $$"""{ "extends": "moegate:release", "evidence": { {{evidence}} } }""");
        Refused.With(Moegate.Run("check", "--quiet", path), Refused.AsEvidence, "none.json: no such file");
    }

    [Fact]
    public void IsRefusedAsUsageWhereItIsPartOfTheConfiguration()
    {
        using var folder = new TestFolder();
        Refused.With(Moegate.Run("check", folder["none.json"]), Refused.AsUsage, folder["none.json"] + ": no such file");
        Refused.With(Moegate.Run("check", "--keep", "0.5", "--rules", folder["none.json"]), Refused.AsUsage, folder["none.json"] + ": no such file");
        var path = folder.Write("moegate.json", """{ "rules": [], "waivers": "none.json" }""");
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, folder["none.json"] + ": no such file");
        path = folder.Write("moegate.json", """{ "extends": "none.json" }""");
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, "none.json: no such file");
    }

    [Theory]
    [InlineData("{ \"evidence\": { \"experts\": \"a\\u0000b\" } }", "a path cannot hold a null character")]
    [InlineData("{ \"evidence\": { \"candidate\": \"a\\u0000b\" } }", "a path cannot hold a null character")]
    [InlineData("{ \"evidence\": { \"architecture\": \"a\\u0000b\" } }", "a path cannot hold a null character")]
    [InlineData("{ \"reports\": { \"json\": \"a\\u0000b\" } }", "a path cannot hold a null character")]
    [InlineData("{ \"extends\": \"a\\u0000b\" }", "a\uFFFDb")]
    [InlineData("{ \"waivers\": \"a\\u0000b\" }", "a path cannot hold a null character")]
    public void MayHaveANameThatNoFileCanHave(string configuration, string fault)
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("check", folder.Write("moegate.json", configuration));
        Refused.With(run, Refused.AsUsage, "");
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
    }
}
