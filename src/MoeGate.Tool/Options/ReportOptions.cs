using System.CommandLine;
using System.CommandLine.Completions;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reports;

namespace MoeGate.Tool.Options;

/// <summary>One report that was asked for.</summary>
/// <param name="File">Null for standard output.</param>
internal sealed record ReportTarget(Reporter Reporter, EvidencePath? File);

/// <summary>Which reports go where: <c>--report FORMAT[=PATH]</c>, <c>-o FILE</c>, and the configuration's <c>reports</c>.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string[]> report = EvidenceOptions.Many("--report", "FORMAT[=PATH]", "A report to a file, or in place of the console's on standard output. Formats: " + string.Join(", ", Reporter.All.Select(r => r.Format)) + ".");
    private readonly Option<string> output = new("-o", "--output") { Description = "The results document: --report json=FILE.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        report.CompletionSources.Add(_ => Reporter.All.Select(r => new CompletionItem(r.Format)));
        command.Options.Add(report);
        command.Options.Add(output);
    }

    /// <summary>The targets; exactly one of them is standard output.</summary>
    public IReadOnlyList<ReportTarget> Read(ParseResult parsed, IEnumerable<(string Format, EvidencePath File)> configured)
    {
        var targets = new List<ReportTarget>();
        foreach (var text in parsed.GetValue(report) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var format = equals < 0 ? text : text[..equals];
            if (equals == text.Length - 1) throw InputException.Usage($"--report {text} names no file", "write FORMAT=PATH, or FORMAT alone for standard output");
            targets.Add(new ReportTarget(Find(format), equals < 0 ? null : EvidencePath.OnCommandLine(text[(equals + 1)..])));
        }

        if (parsed.GetValue(output) is { } file) targets.Add(new ReportTarget(Find("json"), EvidencePath.OnCommandLine(file)));
        if (targets.Count(t => t.File is null) > 1) throw InputException.Usage("two reports on standard output", "give all but one a file: FORMAT=PATH");
        foreach (var (format, path) in configured)
            if (!targets.Exists(t => t.Reporter.Format == format && t.File is not null))
                targets.Add(new ReportTarget(Find(format), path));

        var twice = targets.Where(t => t.File is not null).GroupBy(t => InputFile.FullPath(t.File!.Path)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw InputException.Usage($"two reports to {twice.First().File!.Shown}", "give each a file of its own");
        if (!targets.Exists(t => t.File is null)) targets.Insert(0, new ReportTarget(Find("console"), null));
        return targets;
    }

    /// <summary>Where several gates report, no report may be written over another, and none may stand behind another that is a document.</summary>
    public static void MustBeApart(IReadOnlyList<IReadOnlyList<ReportTarget>> gates)
    {
        if (gates.Count < 2) return;
        var targets = gates.SelectMany(t => t).ToList();
        if (targets.Find(t => t.File is null && !t.Reporter.IsOfLines) is { } document)
            throw InputException.Usage($"a {document.Reporter.Format} report on standard output holds one verdict, and several gates are asked for", "give each configuration its own in \"reports\"");
        if (targets.Where(t => t.File is not null).GroupBy(t => InputFile.FullPath(t.File!.Path)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw InputException.Usage($"{twice.Count()} gates report to {twice.First().File!.Shown}", "give each configuration its own file in \"reports\"");
    }

    /// <summary>Figures are kept in a file of their own.</summary>
    public static void MustLeave(IReadOnlyList<ReportTarget> targets, string cache)
    {
        var kept = InputFile.FullPath(cache);
        if (targets.Any(t => t.File is { } file && InputFile.FullPath(file.Path) == kept))
            throw InputException.Usage($"--cache {Plain.Text(cache)} is the file of a report too", "give each a file of its own");
    }

    private static Reporter Find(string format) =>
        Reporter.Find(format) ?? throw InputException.Usage($"report format \"{format}\" is not known", Nearest.Hint(format, [.. Reporter.All.Select(r => r.Format)]));
}
