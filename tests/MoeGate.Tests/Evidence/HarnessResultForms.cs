using MoeGate.Evidence.Evaluations;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Results of lm-evaluation-harness.</summary>
public class HarnessResultForms
{
    private const string Accuracy = "\"acc,none\": 0.5, \"acc_stderr,none\": 0.01";

    [Fact]
    public void OfGlmHaveEveryScore()
    {
        var mmlu = EvaluationFile.ReadResult(File.ReadAllText(Repository.Data("glm52-saliency", "results", "mmlu_parent.json")));
        Assert.Equal(62, mmlu.Scores.Count);
        var all = mmlu.Scores["mmlu_generative.exact_match.get_response"];
        Assert.Equal(new Estimate(0.8728813559322034, 0.002725339986196243), all.Estimate);
        Assert.Equal(14042, all.Samples);
        var algebra = mmlu.Scores["mmlu_abstract_algebra_generative.exact_match.get_response"];
        Assert.Equal((new Estimate(0.77, 0.04229525846816506), 100.0, 5.0, true), (algebra.Estimate, algebra.Samples, algebra.Shots, algebra.HigherIsBetter));
        Assert.Equal("3", algebra.Version);
        Assert.Contains("mmlu_generative__social_sciences.exact_match.get_response", mmlu.Scores.Keys);

        var mbpp = EvaluationFile.ReadResult(File.ReadAllText(Repository.Data("glm52-saliency", "results", "mbpp_maxmin.json")));
        Assert.Equal(new Estimate(0.626, 0.02166071034720448), Assert.Single(mbpp.Scores).Value.Estimate);
        Assert.Equal("mbpp.pass_at_1", Assert.Single(mbpp.Scores).Key);
    }

    [Theory]
    [InlineData("\"acc,none\": 0.5, \"acc_stderr,none\": \"N/A\"", "arc.acc", 0.5, null)]
    [InlineData("\"acc,none\": 0.5", "arc.acc", 0.5, null)]
    [InlineData("\"exact_match,strict-match\": 0.5, \"exact_match_stderr,strict-match\": 0.1", "arc.exact_match.strict-match", 0.5, 0.1)]
    [InlineData("\"word_perplexity,none\": 12.5, \"word_perplexity_stderr,none\": \"N/A\"", "arc.word_perplexity", 12.5, null)]
    [InlineData("\"acc,a b\": 1", "arc.acc.a_b", 1.0, null)]
    public void AreReadAsTheyAreWritten(string scores, string name, double value, double? error)
    {
        var (key, score) = Assert.Single(EvaluationFile.ReadResult(EvaluationFile.Result(scores)).Scores);
        Assert.Equal((name, new Estimate(value, error)), (key, score.Estimate));
    }

    [Fact]
    public void MayStateGroupsByThemselves()
    {
        var run = EvaluationFile.ReadResult(EvaluationFile.Result(Accuracy, ", \"groups\": { \"all\": { \"alias\": \" - all\", \"acc,none\": 0.6 }, \"arc\": { \"acc,none\": 0.5 } }"));
        Assert.Equal(["all.acc", "arc.acc"], run.Scores.Keys.Order());
    }

    [Fact]
    public void MayHaveAGroupWithoutAFigure()
    {
        var run = EvaluationFile.ReadResult(EvaluationFile.Result("\"acc,none\": 0.5, \"f1,none\": \" \", \"f1_stderr,none\": \" \", \"em,none\": \"N/A\""));
        Assert.Equal(["arc.acc", "arc.em"], run.Scores.Keys.Order());
        Assert.Null(run.Scores["arc.em"].Estimate);
    }

    [Theory]
    [InlineData("{ \"a\": 1 }", "a.json:1:1: is not a result of lm-evaluation-harness: it has no \"results\"")]
    [InlineData("{ \"results\": [] }", "a.json:1:1: is not a result of lm-evaluation-harness: it has no \"results\"")]
    [InlineData("{ \"results\": {} }", "a.json:1:14: holds no score")]
    [InlineData("{ \"results\": { \"arc\": { \"acc\": 0.5, \"acc_stderr\": 0.1 } } }", "a.json:1:14: holds no score; scores have keys such as \"acc,none\"")]
    [InlineData("{ \"results\": { \"arc\": { \"acc,none\": NaN } } }", "a.json:1:37: malformed JSON: non-finite number")]
    [InlineData("{ \"results\": { \"arc\": { \"acc,none\": 1e999 } } }", "a.json:1:37: non-finite number")]
    [InlineData("{ \"results\": { \"arc\": { \"acc,none\": 0.5, \"acc_stderr,none\": -1 } } }", "a.json:1:61: expected a standard error, from 0, found the number -1")]
    [InlineData("{ \"results\": { \"a b\": { \"acc,none\": 1 }, \"a.b\": { \"acc,none\": 1 } } }", "a.json:1:51: a second score is called a_b.acc")]
    [InlineData("{ \"results\": { \"arc\": { \"acc_z,none\": 1 } } }", "a.json:1:25: score \"acc_z,none\" cannot be told from a z-score")]
    [InlineData("{ \"results\": { \"\": { \"acc,none\": 1 } } }", "a.json:1:16: a name that is empty")]
    [InlineData("{ \"results\": { \"arc\": { \"acc,none\": 1, \"acc,none\": 2 } } }", "duplicate key \"acc,none\"")]
    [InlineData("{ \"results\": { \"arc\": { \"acc,none\"", "malformed JSON: the file is truncated")]
    public void AreRefusedWithTheirPlace(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<MoeGate.Formats.InputException>(() => EvaluationFile.ReadResult(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void AreRefusedWhereANameIsTooLong() =>
        Assert.Contains(
            "a name of more than 200 characters",
            Assert.Throws<MoeGate.Formats.InputException>(() => EvaluationFile.ReadResult(EvaluationFile.Result(Accuracy, task: new string('a', 201)))).Message,
            StringComparison.Ordinal);
}
