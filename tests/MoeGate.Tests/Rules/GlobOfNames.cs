using MoeGate.Formats;

namespace MoeGate.Tests.Rules;

public class GlobOfNames
{
    [Theory]
    [InlineData("ffn_down", "ffn_down", true)]
    [InlineData("ffn_down", "ffn_down_exps", false)]
    [InlineData("ffn_*_exps", "ffn_down_exps", true)]
    [InlineData("ffn_*_exps", "ffn__exps", true)]
    [InlineData("ffn_*_exps", "ffn_exps", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "a/b", true)]
    [InlineData("?", "", false)]
    [InlineData("Q?_K*", "Q4_K_M", true)]
    [InlineData("Q?_K", "Q10_K", false)]
    [InlineData("blk.3", "blk93", false)]
    [InlineData("blk.3.expert[17]", "blk.3.expert[17]", true)]
    [InlineData("[ab]", "a", false)]
    [InlineData("{a,b}", "a", false)]
    [InlineData("a\\*", "a\\xyz", true)]
    [InlineData("ffn_down", "FFN_DOWN", false)]
    [InlineData("*a*b*c*", "xxaxxbxxcxx", true)]
    [InlineData("*a*b*c*", "xxcxxbxxaxx", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void KnowsOnlyStarAndQuestionMark(string pattern, string name, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, name));
}
