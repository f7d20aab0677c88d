namespace MoeGate.Tests.Releases;

/// <summary>One kind of broken release: what a person would say was done, and what the built-in rules must say of it.</summary>
/// <param name="Done">What was done, in words that a release manager understands.</param>
/// <param name="Happens">How it comes about, as a part of a sentence.</param>
/// <param name="Rule">The rule that must fail; null where nothing can be judged and the gate must say so with exit code 3.</param>
/// <param name="Do">The damage itself, to a healthy release, with everything that is drawn drawn by the scene.</param>
internal sealed record Damage(string Done, string Happens, string? Rule, Func<Scene, Broken> Do)
{
    public override string ToString() => Done;
}

/// <summary>What a person would hand to the gate.</summary>
/// <param name="Place">What the gate must name; where one of several will do, with <c>|</c> between them.</param>
/// <param name="Arguments">Of <c>moegate check</c>.</param>
internal sealed record Broken(string Place, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyList<string> Places => Place.Split('|');
}
