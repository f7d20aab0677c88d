using System.Text;
using MoeGate.Evidence;
using MoeGate.Formats.Json;

namespace MoeGate.Rules.Starter;

/// <summary>The evidence of a starter configuration: what was named, and as comments what could be.</summary>
internal static class StarterEvidence
{
    /// <param name="request">What was named.</param>
    /// <param name="folder">Where the configuration will lie; paths in it are relative to that.</param>
    public static string Text(EvidenceRequest request, string folder)
    {
        var text = new StringBuilder();
        void Line(string key, string? value, string example) =>
            text.Append("    ").Append(value is null ? "// " : "").Append(JsonText.Quote(key)).Append(": ").Append(value ?? example).Append(",\n");
        string? Path(EvidencePath? file) => file is null ? null : JsonText.Quote(Relative(file, folder));
        string? List(IReadOnlyList<EvidencePath> files) =>
            files.Count == 0 ? null : files.Count == 1 ? Path(files[0]) : "[" + string.Join(", ", files.Select(f => JsonText.Quote(Relative(f, folder)))) + "]";

        if (request.Candidate is not null) Line("candidate", Path(request.Candidate), "");
        if (request.Candidate is not null || request.Reference is not null) Line("reference", Path(request.Reference), "\"model-BF16.gguf\"");
        if (request.Candidate is not null || request.Activations is not null) Line("activations", Path(request.Activations), "\"activations\"");
        if (request.Candidate is not null || request.Imatrix is not null) Line("imatrix", Path(request.Imatrix), "\"imatrix.gguf\"");
        Line("experts", List(request.Experts), "\"stats/experts.json\"");
        Line("heldOut", List(request.HeldOut), "[\"stats/prose.json\", \"stats/code.json\"]");
        if (request.Plan is null) Line("keep", request.Keep?.ToString(), "0.5");
        else Line("plan", Path(request.Plan), "");
        if (request.Score is { } score) Line("score", JsonText.Quote(score.Name()), "");
        Line("architecture", Path(request.Architecture), "\"config.json\"");
        var evaluations = string.Join(", ", request.Evaluations.Select(e =>
            $"{JsonText.Quote(e.Name)}: {(e.Reference is null ? Path(e.Candidate) : $"{{ \"candidate\": {Path(e.Candidate)}, \"reference\": {Path(e.Reference)} }}")}"));
        Line("evaluations", evaluations.Length == 0 ? null : $"{{ {evaluations} }}", "{ \"general\": { \"candidate\": \"logs/general.log\", \"reference\": \"logs/general-parent.log\" } }");
        return text.ToString();
    }

    private static string Relative(EvidencePath file, string folder) => Path.GetRelativePath(folder, Path.GetFullPath(file.Path)).Replace(Path.DirectorySeparatorChar, '/');
}
