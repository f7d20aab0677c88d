namespace MoeGate.Tests.Support;

/// <summary>How large a drawn model is, and what its blocks have.</summary>
/// <param name="Experts">Routed experts of each block that has any.</param>
/// <param name="Layers">All blocks.</param>
/// <param name="Dense">How many of the first ones have a feed-forward network in place of experts, twice as wide as an expert.</param>
/// <param name="Width">Of the residual stream.</param>
/// <param name="Inner">Of an expert.</param>
/// <param name="HasShared">Whether every token also has an expert of the width of the others.</param>
/// <param name="Heads">Of queries.</param>
/// <param name="KeyHeads">Of keys and values.</param>
/// <param name="Architecture">What the file calls its kind of model.</param>
internal sealed record Shape(
    int Experts = 6,
    int Layers = Release.Layers,
    int Dense = 0,
    int Width = Release.Width,
    int Inner = Release.Inner,
    bool HasShared = false,
    int Heads = Release.Heads,
    int KeyHeads = Release.KeyHeads,
    string Architecture = "toymoe");
