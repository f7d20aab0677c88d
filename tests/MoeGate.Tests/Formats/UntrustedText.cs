using MoeGate.Formats;

namespace MoeGate.Tests.Formats;

public class UntrustedText
{
    [Theory]
    [InlineData("blk.3.ffn_down_exps", "blk.3.ffn_down_exps")]
    [InlineData("größer ≥ 3 – 専門家 😀", "größer ≥ 3 – 専門家 😀")]
    [InlineData("a # b ## c ::error:: d", "a # b ## c ::error:: d")]
    [InlineData("a\nb\r\nc\td", "a b  c d")]
    [InlineData("\u001b[31mred\u0007\u007f\u0085", "�[31mred���")]
    [InlineData("a\u2028b\u2029c", "a�b�c")]
    [InlineData("user\u202Etxt.exe\u202C \u2066x\u2069 \u200E\u200F\u061C", "user�txt.exe� �x� ���")]
    [InlineData("\uFEFFname", "�name")]
    public void IsOneLineWithoutControlOrDirection(string text, string plain) => Assert.Equal(plain, Plain.Text(text));

    [Theory]
    [InlineData("::error::x")]
    [InlineData("  \t ::set-output name=a::b")]
    [InlineData("\r\n::stop-commands::x")]
    [InlineData("\u00a0\u3000::warning::x")]
    public void CannotBeginAWorkflowCommand(string text) => Assert.False(Plain.Text(text).AsSpan().TrimStart().StartsWith("::"));

    [Theory]
    [InlineData("##[error]x")]
    [InlineData("name ##[group]x")]
    [InlineData("###[add-mask]x")]
    [InlineData("##vso[task.setvariable]x")]
    [InlineData("#\u0023[error]")]
    public void CannotHoldARunnersCommand(string text) => Assert.DoesNotMatch(@"##[\[A-Za-z]", Plain.Text(text));

    [Fact]
    public void IsCutWhereItIsTooLong()
    {
        var plain = Plain.Text(new string('x', 1_000_000));
        Assert.Equal(new string('x', 2000) + "…", plain);
    }

    [Fact]
    public void IsNotCutInsideACharacter()
    {
        var plain = Plain.Text(new string('x', 1999) + "😀😀😀");
        Assert.Equal(new string('x', 1999) + "…", plain);
    }

    [Fact]
    public void IsHarmlessWhateverItWas()
    {
        var random = new Random(3);
        const string parts = "#[:e \n\r\t\u0001\u061C\u202E\u2028\uFEFF\uD800😀vso";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])]);
            var plain = Plain.Text(text);
            Assert.False(plain.AsSpan().TrimStart().StartsWith("::"), text);
            Assert.DoesNotMatch(@"##[\[A-Za-z]", plain);
            Assert.DoesNotMatch(@"[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", plain);
        }
    }
}
