using System.Text.RegularExpressions;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>An operand in brackets.</summary>
internal static partial class PtxAddress
{
    /// <summary>A register and what is added to it.</summary>
    public static Func<PtxThread, ulong> Of(string operand, PtxRegisters registers)
    {
        var (name, offset) = Split(operand);
        var register = registers.Of(name);
        return thread => thread[register] + (ulong)offset;
    }

    /// <summary>The name of a register or variable, and the offset.</summary>
    public static (string Name, long Offset) Split(string operand)
    {
        var match = Brackets().Match(operand);
        if (!match.Success) throw new PtxFault($"'{operand}' is not an address");
        return (match.Groups[1].Value, match.Groups[2] is { Success: true, Value: var offset } ? long.Parse(offset) : 0);
    }

    [GeneratedRegex(@"^\[([%\w]+)(?:\+(-?\d+))?\]$")]
    private static partial Regex Brackets();
}
