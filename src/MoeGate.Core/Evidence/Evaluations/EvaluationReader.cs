using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Evidence.Evaluations;

/// <summary>Reads logs and results of evaluations; what a file is, its content tells.</summary>
public static class EvaluationReader
{
    private const int Largest = 256 * 1024 * 1024;

    /// <exception cref="InputException">A file that is missing, unreadable, neither a log nor a result, or its own reference.</exception>
    public static IReadOnlyList<Evaluation> Read(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellation)
    {
        // A misspelt path is told before a long file is read.
        foreach (var file in requests.SelectMany(Files)) InputFile.Exists(file.Path, file.Shown, InputKind.Evidence);
        foreach (var request in requests) MustBeTwoFiles(request);
        return [.. requests.Select(r => new Evaluation(r.Name, Read(r.Candidate, cancellation), r.Reference is { } reference ? Read(reference, cancellation) : null))];
    }

    /// <summary>The files of an evaluation, the candidate's first.</summary>
    public static IEnumerable<EvidencePath> Files(EvaluationRequest request) => new[] { request.Candidate, request.Reference }.OfType<EvidencePath>();

    /// <summary>A file is never worse than itself: what would pass for a comparison is a slip of the pen.</summary>
    private static void MustBeTwoFiles(EvaluationRequest request)
    {
        if (request.Reference is { } reference && Path.GetFullPath(reference.Path) == Path.GetFullPath(request.Candidate.Path))
            InputException.Throw(InputKind.Evidence, new Place(reference.Shown), $"is both the candidate's file and the reference's of evaluation {request.Name}", "name the log or result of each");
    }

    private static EvaluationRun Read(EvidencePath file, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(file.Path, file.Shown, InputKind.Evidence, wanted: "a log or JSON");
        try
        {
            if (stream.CanSeek && stream.Length > Largest) throw TooLarge(file);
            var head = new byte[4096];
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var lines = new LogLines(head.AsMemory(0, read), stream, Largest, () => TooLarge(file), cancellation);
            return IsJson(head.AsSpan(0, read)) ? HarnessResults.Read(Json(lines, file)) : PerplexityLog.Read(lines, file.Shown);
        }
        catch (IOException e)
        {
            throw new InputException(InputKind.Evidence, new Place(file.Shown), "cannot be read: " + e.Message);
        }
    }

    private static JsonItem Json(LogLines lines, EvidencePath file) =>
        JsonFile.Parse(lines.Rest(), file.Shown, Path.GetDirectoryName(Path.GetFullPath(file.Path)) ?? "", InputKind.Evidence);

    private static bool IsJson(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        return head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    private static InputException TooLarge(EvidencePath file) =>
        new(InputKind.Evidence, new Place(file.Shown), $"is larger than {Largest / 1024 / 1024} MiB, too large for a file of this kind", "name the log or result of one evaluation");
}
