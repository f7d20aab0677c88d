using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>Some of the kinds of damage in a wider model with a dense layer, shared experts and more routed ones, drawn from another seed.</summary>
public class DamagedReleaseOfAnotherShape
{
    internal static Shape Other { get; } = new(Experts: 10, Layers: 3, Dense: 1, Width: 512, HasShared: true, Heads: 8, KeyHeads: 2, Architecture: "othermoe");

    private static readonly Lazy<Release> healthy = new(() => Release.Draw(Other, 77));

    public static TheoryData<string> Kinds => Damages.Third();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsFound(string kind)
    {
        Release.RequireGgml();
        var (damage, broken, run) = Damages.Judge(kind, healthy.Value, seed: 2);
        Damages.Said(damage, broken, run);
    }
}
