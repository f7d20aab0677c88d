using MoeGate.Metrics;

namespace MoeGate.Tests.Metrics;

public class SubjectNames
{
    [Theory]
    [InlineData("model", Scope.Model, null, null, null, null)]
    [InlineData("model[Q4_K_M]", Scope.Model, null, null, null, "Q4_K_M")]
    [InlineData("model[Q4_K_M,24GiB]", Scope.Model, null, null, null, "Q4_K_M")]
    [InlineData("blk.3", Scope.Layer, 3, null, null, null)]
    [InlineData("moe.12", Scope.Layer, 12, null, null, null)]
    [InlineData("blk.3.expert[17]", Scope.Expert, 3, 17, null, null)]
    [InlineData("blk.3.ffn_down_exps", Scope.Tensor, 3, null, "ffn_down_exps", null)]
    [InlineData("blk.3.ffn_down_exps[17]", Scope.Expert, 3, 17, "ffn_down_exps", null)]
    [InlineData("blk.3.ffn_gate_inp[4]", Scope.Expert, 3, 4, "ffn_gate_inp", null)]
    [InlineData("blk.0.ffn_down_input", Scope.Activation, 0, null, "ffn_down_input", null)]
    [InlineData("token_embd", Scope.Tensor, null, null, "token_embd", null)]
    [InlineData("eval.general", Scope.Task, null, null, null, null)]
    [InlineData("blk.x", Scope.Tensor, null, null, "blk.x", null)]
    [InlineData("blk.99999999999", Scope.Tensor, null, null, "blk.99999999999", null)]
    [InlineData("blk.-1", Scope.Tensor, null, null, "blk.-1", null)]
    [InlineData("", Scope.Tensor, null, null, "", null)]
    public void SayWhatTheyAreAbout(string name, Scope scope, int? layer, int? expert, string? role, string? type)
    {
        var subject = Subject.Parse(name);
        Assert.Equal((scope, layer, expert, role, type), (subject.Scope, subject.Layer, subject.Expert, subject.Role, subject.Type));
        Assert.Equal(name, subject.ToString());
        Assert.Equal(subject, Subject.Parse(subject.Name));
    }

    [Theory]
    [InlineData("blk.3.expert[")]
    [InlineData("blk.3.expert[]")]
    [InlineData("blk.3.expert[x]")]
    [InlineData("blk.3.expert[1]x")]
    [InlineData("blk.3.")]
    public void OfNoExpertHaveNone(string name) => Assert.Null(Subject.Parse(name).Expert);

    [Fact]
    public void SortNumbersByValue()
    {
        string[] sorted = ["blk.2", "blk.2.expert[9]", "blk.2.expert[10]", "blk.2.ffn_down", "blk.10", "eval.general", "model", "model[Q4_K_M]", "moe.0", "token_embd"];
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
            Assert.Equal(sorted, sorted.OrderBy(_ => random.Next()).Select(Subject.Parse).Order().Select(s => s.Name));
    }

    [Fact]
    public void AreTotallyOrdered()
    {
        var random = new Random(2);
        var names = Enumerable.Range(0, 150).Select(_ => new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "01290ab.[/:"[random.Next(11)])])).Distinct().Select(Subject.Parse).ToList();
        foreach (var a in names)
            foreach (var b in names)
            {
                Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
                Assert.Equal(a.Equals(b), a.CompareTo(b) == 0);
                foreach (var c in names)
                    Assert.False(a.CompareTo(b) < 0 && b.CompareTo(c) < 0 && a.CompareTo(c) >= 0, $"{a} {b} {c}");
            }
    }

    [Fact]
    public void ComeAfterNothing() => Assert.True(Subject.Model.CompareTo(null) > 0);
}
