using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>A results document with one fault, marked by <c>¦</c>.</summary>
public class MalformedResults
{
    private const string Head = "{ \"schema\": \"moegate.results/1\", \"tool\": { \"version\": \"0\" }, \"evidence\": [], \"measurements\": [\n";

    [Theory]
    [InlineData("¦{}", "is not a results document: it has no \"schema\"")]
    [InlineData("{ \"schema\": ¦\"moegate.results/2\" }", "\"moegate.results/2\" is not known here; did you mean moegate.results/1?")]
    [InlineData("¦[]", "expected an object, found an array")]
    [InlineData("¦{ \"schema\": \"moegate.results/1\" }", "the results document lacks \"tool\"; add it")]
    [InlineData(Head + "¦{ \"metric\": \"profile.dead\" }] }", "a measurement lacks \"subject\"; add it")]
    [InlineData(Head + "{ \"metric\": ¦\"profile.daed\", \"subject\": \"blk.1\", \"value\": 1 }] }", "metric \"profile.daed\" is not known to this version; did you mean profile.dead?")]
    [InlineData(Head + "¦{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\" }] }", "has to have either a value or a reason why there is none")]
    [InlineData(Head + "¦{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"value\": 1, \"unavailable\": { \"kind\": \"exact\", \"reason\": \"\" } }] }", "has to have either a value or a reason why there is none")]
    [InlineData(Head + "{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"value\": 1, \"unit\": ¦\"%\" }] }", "profile.dead is measured in experts, not in %")]
    [InlineData(Head + "{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"value\": ¦1e999 }] }", "non-finite number")]
    [InlineData(Head + "{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"unavailable\": { \"kind\": ¦\"none\", \"reason\": \"\" } }] }", "\"none\" is not known here")]
    [InlineData(Head + "{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"value\": 1 },\n¦{ \"metric\": \"profile.dead\", \"subject\": \"blk.1\", \"value\": 1 }] }", "duplicate measurement of profile.dead for blk.1")]
    public void IsRefusedWithItsPlaceAndFault(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("results.json", at.Text);
        Refused.With(Moegate.Run("check", "--metrics", path), Refused.AsEvidence, at.In(path) + fault);
    }

    [Fact]
    public void WithoutAVerdictCannotBeReported()
    {
        using var folder = new TestFolder();
        var path = folder["metrics.json"];
        Moegate.Run("measure", "--experts", Sample.Path("calibration.json"), "-o", path);
        Refused.With(Moegate.Run("report", path), Refused.AsEvidence, path + ":1:1: holds measurements without a verdict; judge them with moegate check --metrics FILE");
    }
}
