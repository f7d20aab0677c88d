using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

/// <summary>A configuration with one fault, marked by <c>¦</c>.</summary>
public class ConfigurationFault
{
    private const string Good = "\"metric\": \"pruning.vs_random\", \"assert\": \"min >= 0\"";

    [Theory]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": ¦\"pruning.vs_randon\", \"assert\": \"min >= 0\" } ] }", "metric \"pruning.vs_randon\" is not known; did you mean pruning.vs_random?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": ¦\"x\", \"assert\": \"min >= 0\" } ] }", "metric \"x\" is not known; moegate metrics lists them")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": \"pruning.vs_random\", \"assert\": ¦\"max <= 0\" } ] }", "\"max <= 0\" bounds the good side")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": \"pruning.vs_random\", \"assert\": { \"error\": \"min >= 0\", \"warning\": ¦\"p101 >= 0\" } } ] }", "aggregate \"p101\" is not known")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"T1\", \"metric\": \"pruning.vs_random\", \"assert\": {} } ] }", "rule T1 asserts nothing; state assert")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": \"pruning.vs_random\", \"assert\": ¦3 } ] }", "expected a string or an object, found the number 3")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"metric\": \"pruning.vs_random\", \"assert\": { ¦\"errors\": \"min >= 0\" } } ] }", "unknown key \"errors\" in assert; did you mean error?")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"T1\", \"assert\": \"min >= 0\" } ] }", "rule T1 lacks \"metric\"; name what it judges")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"T1\", \"metric\": \"pruning.vs_random\" } ] }", "rule T1 asserts nothing; state assert")]
    [InlineData("{ \"rules\": [\n  ¦{ " + Good + " } ] }", "a rule lacks \"id\"; add it")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"1T\", " + Good + " } ] }", "\"1T\" is not a rule id; begin with a letter, then letters, digits, _ or -")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"\", " + Good + " } ] }", "\"\" is not a rule id")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"T 1\", " + Good + " } ] }", "\"T 1\" is not a rule id")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"Ä1\", " + Good + " } ] }", "\"Ä1\" is not a rule id")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"MG999\", " + Good + " } ] }", "\"MG999\": MG is the prefix of built-in rules, and there is none of this id")]
    [InlineData("{ \"rules\": [\n  { \"id\": ¦\"MG21\", " + Good + " } ] }", "\"MG21\": MG is the prefix of built-in rules, and there is none of this id; did you mean MG201?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + " },\n  { \"id\": ¦\"T1\", " + Good + " } ] }", "duplicate rule T1 in one file; keep one of the two")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", ¦\"metrics\": 1 } ] }", "unknown key \"metrics\" in a rule; did you mean metric?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", ¦\"id\": \"T2\" } ] }", "duplicate key \"id\"; keep one of the two")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"scope\": ¦\"expert\" } ] }", "pruning.vs_random is not measured per expert; it is measured per layer and model")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"scope\": ¦\"layers\" } ] }", "\"layers\" is not known here; did you mean layer?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"groupBy\": ¦\"domain\" } ] }", "\"domain\" is not known here; known here: layer, role, type, expert, subject")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"requires\": ¦\"expert\" } ] }", "\"expert\" is not known here; did you mean experts?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"requires\": [\"experts\", ¦\"heldout\"] } ] }", "\"heldout\" is not known here; did you mean heldOut?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"onNoData\": ¦\"pass\" } ] }", "\"pass\" is not known here; known here: error, warning, skip")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"enabled\": ¦\"no\" } ] }", "expected true or false, found the string \"no\"")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"allow\": ¦\"2 items\" } ] }", "allow goes with an each assertion")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"select\": { ¦\"layers\": 3 } } ] }", "unknown key \"layers\" in select; did you mean layer?")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", " + Good + ", \"title\": ¦null } ] }", "expected a string, found null")]
    [InlineData("{ \"rules\": [\n  { \"id\": \"T1\", \"enabled\": false, \"metric\": ¦\"x\", \"assert\": \"min >= 0\" } ] }", "metric \"x\" is not known")]
    [InlineData("{ \"rules\": ¦{} }", "expected an array, found an object")]
    [InlineData("{\n  ¦\"evidences\": {} }", "unknown key \"evidences\" in the configuration; did you mean evidence?")]
    [InlineData("{ \"evidence\": {\n  ¦\"heldout\": [] } }", "unknown key \"heldout\" in evidence; did you mean heldOut?")]
    [InlineData("{ \"evidence\": {\n  \"keep\": ¦\"0.5\" } }", "expected a number, found the string \"0.5\"")]
    [InlineData("{ \"evidence\": {\n  \"score\": ¦\"rep\" } }", "\"rep\" is not known here; did you mean reap?")]
    [InlineData("{ \"evidence\": {\n  \"evaluations\": { \"a\": ¦3 } } }", "expected a string or an object, found the number 3")]
    [InlineData("{ \"evidence\": {\n  \"evaluations\": { \"a\": ¦{} } } }", "an evaluation lacks \"candidate\"; add it")]
    [InlineData("{ \"parameters\": {\n  \"starvedBelow\": ¦-1 } }", "expected a whole number from 0, found the number -1")]
    [InlineData("{ \"parameters\": {\n  \"seed\": ¦0.5 } }", "expected a whole number from 0, found the number 0.5")]
    [InlineData("{ \"parameters\": {\n  \"budgets\": [\"16GiB\", ¦\"24 Gb\"] } }", "\"24 Gb\" is not a memory size; write the bare number or B, KiB,")]
    [InlineData("{ \"parameters\": {\n  \"overhead\": ¦\"-1GiB\" } }", "\"-1GiB\" is not a memory size; write for example 24GiB")]
    [InlineData("{ \"baseline\":\n  ¦{} }", "baseline lacks \"file\"; add it")]
    [InlineData("{ \"reports\": {\n  ¦\"juint\": \"a.xml\" } }", "unknown key \"juint\" in reports; did you mean junit?")]
    [InlineData("{ \"overrides\": [\n  ¦{ \"rules\": [] } ] }", "an override lacks \"candidate\"; add it")]
    [InlineData("\n¦[]", "expected an object, found an array")]
    [InlineData("{ \"rules\": [\n  ¦}", "malformed JSON: '}' is an invalid start of a value")]
    public void IsSaidAtItsPlace(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("config", path), Refused.AsUsage, at.In(path) + fault);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + fault);
        Refused.With(Moegate.Run("measure", path), Refused.AsUsage, at.In(path) + fault);
        Refused.With(Moegate.Run("rules", path), Refused.AsUsage, at.In(path) + fault);
    }

    [Fact]
    public void IsFoundBeforeAnyEvidenceIsRead()
    {
        var at = Marked.At("{ \"evidence\": { \"experts\": \"none.json\" },\n  \"rules\": [{ \"id\": \"T1\", \"metric\": ¦\"x\", \"assert\": \"min >= 0\" }] }");
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + "metric \"x\" is not known");
    }
}
