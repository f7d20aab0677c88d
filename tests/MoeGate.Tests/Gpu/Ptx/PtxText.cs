using System.Text.RegularExpressions;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>Reads the text of a module with one kernel and nothing else: no functions, no calls, no memory that outlives it.</summary>
internal static partial class PtxText
{
    public static PtxKernel Read(string text)
    {
        var match = Module().Match(text);
        if (!match.Success) throw new PtxFault("not a module with one kernel and nothing else");
        var parameters = match.Groups["parameters"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shared = new List<PtxVariable>();
        var banks = new Dictionary<string, (int Count, int Bytes)>();
        var statements = new List<PtxStatement>();
        var labels = new Dictionary<string, int>();
        foreach (var line in match.Groups["body"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.EndsWith(':')) labels.Add(line[..^1], statements.Count);
            else if (Registers().Match(line) is { Success: true } bank) banks.Add(bank.Groups[2].Value, (int.Parse(bank.Groups[3].Value), PtxType.BytesOf(bank.Groups[1].Value)));
            else if (line.StartsWith(".shared ", StringComparison.Ordinal)) shared.Add(Variable(line[".shared ".Length..^1]));
            else if (Statement().Match(line) is { Success: true } statement) statements.Add(Of(line, statement));
            else throw new PtxFault($"what is '{line}'?");
        }

        return new PtxKernel([.. parameters.Select(p => Variable(p[".param ".Length..]))], shared, banks, statements, labels);
    }

    private static PtxStatement Of(string line, Match match) => new(
        line,
        match.Groups["guard"] is { Success: true, Value: var guard } ? guard : null,
        match.Groups["name"].Value.Split('.'),
        match.Groups["operands"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static PtxVariable Variable(string text)
    {
        var match = Declaration().Match(text);
        if (!match.Success) throw new PtxFault($"what is '{text}'?");
        var bytes = PtxType.BytesOf(match.Groups["type"].Value);
        return new PtxVariable(
            match.Groups["name"].Value,
            match.Groups["count"] is { Success: true, Value: var count } ? bytes * int.Parse(count) : bytes,
            match.Groups["alignment"] is { Success: true, Value: var alignment } ? int.Parse(alignment) : bytes);
    }

    [GeneratedRegex(@"^\s*(?:(?://|\.version|\.target|\.address_size)[^\n]*\n\s*)*\.visible \.entry \w+\((?<parameters>[^)]*)\)\s*\{(?<body>[^{}]*)\}\s*$")]
    private static partial Regex Module();

    [GeneratedRegex(@"^\.reg\s+\.(\w+)\s+%([a-z]+)<(\d+)>;$")]
    private static partial Regex Registers();

    [GeneratedRegex(@"^(?:\.align (?<alignment>\d+) )?\.(?<type>\w+) (?<name>\w+)(?:\[(?<count>\d+)\])?$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:@(?<guard>!?%p\d+)\s+)?(?<name>[a-z][\w.]*)(?:\s+(?<operands>[^;]+))?;$")]
    private static partial Regex Statement();
}
