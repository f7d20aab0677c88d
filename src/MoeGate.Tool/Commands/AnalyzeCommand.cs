using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reports.Experts;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate analyze experts</c>: the expert report.</summary>
internal static class AnalyzeCommand
{
    private const double DefaultKeep = 0.5;

    public static Command Create(Terminal terminal) => new("analyze", "Reports for a person, without a verdict.") { Experts(terminal) };

    private static Command Experts(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Expert statistics; several files are shards of one profile.", Arity = ArgumentArity.OneOrMore };
        var evidence = new EvidenceOptions(withExperts: false);
        var command = new Command("experts", "Expert statistics: validity, scores, inequality, retention sweep, the cut, sizes, low experts.").WithExamples(
            "moegate analyze experts stats.json",
            "moegate analyze experts stats.json --keep 0.33 --architecture config.json",
            "moegate analyze experts stats.json --held-out prose.json --held-out code.json",
            "moegate analyze experts stats.json --plan keep.json");
        command.Arguments.Add(files);
        evidence.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = evidence.Apply(parsed, new EvidenceRequest { Experts = [.. parsed.GetValue(files)!.Select(EvidencePath.OnCommandLine)] });
            if (request.Plan is null && request.Keep is null) request = request with { Keep = Keep.From(DefaultKeep) };
            var read = EvidenceReader.Read(request, line => terminal.Error.WriteLine("moegate: " + Plain.Text(line)), terminal.Cancellation);
            ExpertReport.Write(read, terminal.Out, terminal.Style(), terminal.Cancellation);
            return ExitCode.Pass;
        });
        return command;
    }
}
