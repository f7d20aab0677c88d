using System.Globalization;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>Numbers for all that an instruction can read: registers, constants, the places of variables, and what a thread knows of itself.</summary>
internal sealed class PtxRegisters
{
    /// <summary>What registers begin with: nothing that one would take for a result.</summary>
    private const ulong Noise = 0xfff7_5ca1_ab1e_0bad;

    private readonly Dictionary<string, int> numbers = [];
    private readonly List<ulong> values = [], masks = [];

    public PtxRegisters(PtxKernel kernel)
    {
        foreach (var (bank, (count, bytes)) in kernel.Banks)
            for (var i = 0; i < count; i++)
                Add($"%{bank}{i}", Noise, bytes);
        foreach (var known in new[] { "tid", "ntid", "ctaid", "nctaid" }) Add($"%{known}.x", Noise, sizeof(uint));
    }

    public ulong[] Values => [.. values];

    public ulong[] Masks => [.. masks];

    /// <summary>The number of a register.</summary>
    public int Of(string name) => numbers.TryGetValue(name, out var number) ? number : throw new PtxFault($"there is no register '{name}'");

    /// <summary>The number of a register or a constant, which may be the place of a variable.</summary>
    /// <param name="type">Of a constant.</param>
    public int Of(string operand, string type)
    {
        if (operand.StartsWith('%') || !numbers.TryGetValue(operand, out var number) && !char.IsAsciiDigit(operand[0]) && operand[0] != '-') return Of(operand);
        return number > 0 ? number : Constant(operand, type);
    }

    /// <summary>Makes the place of a variable known.</summary>
    public void Place(string variable, ulong address) => Add(variable, address, sizeof(ulong));

    private int Constant(string text, string type)
    {
        var name = $"{text} {type}";
        if (numbers.TryGetValue(name, out var known)) return known;
        var isFloat = text.StartsWith("0f", StringComparison.Ordinal) || text.StartsWith("0d", StringComparison.Ordinal);
        if (!isFloat && type.StartsWith('f')) throw new PtxFault($"'{text}' is not of type {type}");
        var bits = isFloat ? ulong.Parse(text[2..], NumberStyles.HexNumber)
            : text.StartsWith('-') ? (ulong)long.Parse(text)
            : ulong.Parse(text);
        return Add(name, bits, PtxType.BytesOf(type));
    }

    private int Add(string name, ulong value, int bytes)
    {
        numbers.Add(name, values.Count);
        values.Add(value & PtxType.Mask(bytes));
        masks.Add(PtxType.Mask(bytes));
        return values.Count - 1;
    }
}
