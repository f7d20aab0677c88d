namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>A kernel as PTX says it, taken apart.</summary>
/// <param name="Banks">How many registers of each kind there are, such as <c>rd</c>, and of how many bytes.</param>
/// <param name="Labels">The statement that comes after each.</param>
internal sealed record PtxKernel(
    IReadOnlyList<PtxVariable> Parameters,
    IReadOnlyList<PtxVariable> Shared,
    IReadOnlyDictionary<string, (int Count, int Bytes)> Banks,
    IReadOnlyList<PtxStatement> Statements,
    IReadOnlyDictionary<string, int> Labels);

/// <summary>Some named bytes.</summary>
internal sealed record PtxVariable(string Name, int Bytes, int Alignment);

/// <summary>One statement.</summary>
/// <param name="Text">All of it, for whoever reads what went wrong.</param>
/// <param name="Guard">The predicate without which it is passed over, with a <c>!</c> before it where it has to be false; or null.</param>
/// <param name="Name">The name of the instruction and its modifiers, such as <c>setp lt s32</c>.</param>
internal sealed record PtxStatement(string Text, string? Guard, IReadOnlyList<string> Name, IReadOnlyList<string> Operands)
{
    /// <summary>The last of the modifiers.</summary>
    public string Type => Name[^1];
}

/// <summary>PTX that is not understood here, or that does what it must not.</summary>
internal sealed class PtxFault(string message) : Exception(message);
