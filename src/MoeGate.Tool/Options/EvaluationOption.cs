using MoeGate.Evidence;
using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;

namespace MoeGate.Tool.Options;

/// <summary>
/// <c>--evaluation NAME=PATH</c>, <c>--evaluation NAME.reference=PATH</c> or a bare path, which its file gives a name. Each replaces what a
/// configuration says of that file, and nothing else.
/// </summary>
internal static class EvaluationOption
{
    private const string ReferenceEnd = ".reference";

    /// <exception cref="InputException">A file without a name, named twice, or a reference without a candidate.</exception>
    public static IReadOnlyList<EvaluationRequest> Apply(IReadOnlyList<string> values, IReadOnlyList<EvaluationRequest> before)
    {
        var names = before.Select(e => e.Name).ToList();
        var candidates = before.ToDictionary(e => e.Name, e => e.Candidate);
        var references = before.Where(e => e.Reference is not null).ToDictionary(e => e.Name, e => e.Reference!);
        var seen = new HashSet<(string, bool)>();
        foreach (var value in values)
        {
            var (name, isReference, path) = Parse(value);
            if (!seen.Add((name, isReference))) throw InputException.Usage($"--evaluation {value}: {name} has {(isReference ? "a reference" : "a file")} already", "give each evaluation a name of its own: NAME=PATH");
            if (!names.Contains(name)) names.Add(name);
            (isReference ? references : candidates)[name] = EvidencePath.OnCommandLine(path);
        }

        return [.. names.Select(name => new EvaluationRequest(
            name,
            candidates.GetValueOrDefault(name) ?? throw InputException.Usage($"evaluation {name} has a reference and no candidate", $"add --evaluation {name}=PATH"),
            references.GetValueOrDefault(name)))];
    }

    /// <summary>What stands before the first equals sign is a name where it can be one; <c>./a=b.log</c> is a path.</summary>
    private static (string Name, bool IsReference, string Path) Parse(string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : value[..equals];
        var isReference = name.EndsWith(ReferenceEnd, StringComparison.Ordinal);
        if (isReference) name = name[..^ReferenceEnd.Length];
        var (isNamed, path) = EvaluationRequest.IsName(name) ? (true, value[(equals + 1)..]) : (false, value);
        if (path.Length == 0) throw InputException.Usage($"--evaluation {value}: no path", "write NAME=PATH, NAME.reference=PATH or PATH");
        return isNamed ? (name, isReference, path) : (EvaluationRequest.NameOf(path), false, path);
    }
}
