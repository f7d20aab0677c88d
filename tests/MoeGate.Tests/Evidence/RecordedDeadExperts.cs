using MoeGate.Formats;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class RecordedDeadExperts
{
    [Theory]
    [InlineData("2", 2)]
    [InlineData("0", 0)]
    [InlineData("[5, 9, 11]", 3)]
    [InlineData("[]", 0)]
    public void AreANumberOrAList(string recorded, long dead) => Assert.Equal(dead, SmallProfile.Read(Profile(recorded)).Layers[0].RecordedDead);

    [Fact]
    public void MayBeLeftOut() => Assert.Null(SmallProfile.Read(SmallProfile.Text).Layers[0].RecordedDead);

    [Theory]
    [InlineData("-1", "never_activated: negative number -1")]
    [InlineData("\"two\"", "never_activated: expected a number, found a string")]
    [InlineData("[0.5]", "never_activated: 0.5 is not a whole number")]
    public void AreRefusedWhereTheyAreNeither(string recorded, string fault) =>
        Assert.EndsWith(fault, Assert.Throws<InputException>(() => SmallProfile.Read(Profile(recorded))).Message, StringComparison.Ordinal);

    private static string Profile(string recorded) => $$""" {"1": {"total_tokens": 2, "activation_counts": [1, 1], "reap": [1, 1], "never_activated": {{recorded}} } } """;
}
