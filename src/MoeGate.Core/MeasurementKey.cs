using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Rules;

namespace MoeGate;

/// <summary>
/// Everything that figures depend on, as one hash: this build of the program, the evidence file by file, what is asked of it and how it is
/// read. Where two keys are equal, so are the figures, but for last digits where another device did the work. Limits are not part of it: a
/// limit may change without measuring again.
/// </summary>
public static class MeasurementKey
{
    /// <summary>The key; null where there is doubt, such as a file that is not there or was changed just now.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="doubt">The file in doubt and why; null where there is a key, or where reading the evidence says what is wrong with it.</param>
    public static string? Of(GateRequest request, out string? doubt)
    {
        doubt = null;
        try
        {
            var text = new StringBuilder();
            void Line(string name, params IEnumerable<object?> values) => text.Append(name).AppendJoin("", values.Select(v => string.Create(CultureInfo.InvariantCulture, $" {JsonText.Quote($"{v}")}"))).Append('\n');

            Line("build", typeof(Gate).Module.ModuleVersionId);
            Line("all", request.All, request.Select.Exact, request.Scan.SampleRows, request.Scan.Seed);
            foreach (var wish in request.Rules.Select(Wish).Distinct().Order(StringComparer.Ordinal)) Line("rule", wish);
            Line("besides", request.Besides.Select(m => m.Id).Order(StringComparer.Ordinal));
            Line("shard", request.Shard);
            Line("device", request.Scan.Device?.IsDemanded);
            if (!AddEvidence(request.Evidence, Line, out doubt)) return null;
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
        catch (InputException)
        {
            // Reading the evidence says what is wrong with it.
            return null;
        }
    }

    /// <summary>What <see cref="Wishes"/> and the choice of metrics look at in a rule.</summary>
    private static string Wish(Rule rule) =>
        $"{rule.Metric.Id} {rule.Scope} {rule.Assertions().All(a => a.Assertion.Aggregate.IsCount)} {rule.Selection.Exact}";

    private static bool AddEvidence(EvidenceRequest evidence, Action<string, IEnumerable<object?>> line, out string? doubt)
    {
        string? found = null;
        line("keep", [evidence.Keep, evidence.Score]);
        var parameters = evidence.Parameters;
        line("parameters", [parameters.StarvedBelow, parameters.Seed, parameters.Overhead, .. parameters.Budgets.Select(b => (object)b)]);
        if (evidence.ArchitectureItem is { } item) line("architecture", [JsonText.Of(item)]);

        var isWhole = AddAll("experts", evidence.Experts)
            && AddAll("heldOut", evidence.HeldOut)
            && Add("plan", evidence.Plan)
            && Add("model", evidence.Architecture)
            && Add("model", evidence.ArchitectureItem?[ArchitectureKeys.File] is { } file ? EvidencePath.In(file) : null)
            && Add("candidate", evidence.Candidate)
            && Add("reference", evidence.Reference)
            && Add("activations", evidence.Activations)
            && Add("imatrix", evidence.Imatrix)
            && evidence.Evaluations.All(e => Add($"evaluation {e.Name}", e.Candidate) && Add($"evaluation {e.Name} reference", e.Reference));
        doubt = found;
        return isWhole;

        bool AddAll(string role, IReadOnlyList<EvidencePath> paths) => paths.All(p => Add(role, p));

        bool Add(string role, EvidencePath? path)
        {
            if (path is null) return true;
            line(role, [path.Shown]);
            var files = TensorFiles.Of(path.Path);
            foreach (var one in files)
            {
                if (FileStamp.Of(one, out var why) is not { } stamp)
                {
                    found = $"{path.Shown}{(one == path.Path ? "" : $" ({Path.GetFileName(one)})")} {why}";
                    return false;
                }

                line("file", [one, stamp]);
            }

            return files.Count > 0;
        }
    }
}
