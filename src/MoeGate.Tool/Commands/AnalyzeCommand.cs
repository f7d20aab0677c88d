using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports.Experts;
using MoeGate.Reports.Weights;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate analyze experts</c> and <c>moegate analyze weights</c>: the two reports that a person reads.</summary>
internal static class AnalyzeCommand
{
    private const double DefaultKeep = 0.5;

    public static Command Create(Terminal terminal) => new("analyze", "Reports for a person, without a verdict.") { Experts(terminal), Weights(terminal) };

    private static Command Experts(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Expert statistics; several files are shards of one profile.", Arity = ArgumentArity.OneOrMore };
        var evidence = EvidenceOptions.OfExperts();
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
            using var read = EvidenceReader.Read(request, terminal.Cancellation);
            ExpertReport.Write(read, terminal.Out, terminal.Style(), terminal.Cancellation);
            return ExitCode.Pass;
        });
        return command;
    }
    private static Command Weights(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A GGUF file or any part of a split one, a safetensors file, or a folder of safetensors or f32bin files." };
        var evidence = EvidenceOptions.OfWeights();
        var scanning = new ScanningOptions();
        var select = EvidenceOptions.Many("--select", "KEY=PATTERN", "Only some tensors, such as layer=0-7 or role=ffn_*.");
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every tensor in every table, however many there are." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Nothing on standard error but errors." };
        var command = new Command("weights", "Weights and activations: spread, rows, groups, 2-bit error, activation power, and where the two meet.").WithExamples(
            "moegate analyze weights model-BF16.gguf",
            "moegate analyze weights model-BF16.gguf --imatrix imatrix.gguf",
            "moegate analyze weights layers/ --activations layers/      # f32bin files",
            "moegate analyze weights models/safetensors --select role=ffn_down* --select layer=0-7",
            "moegate analyze weights model-BF16.gguf --sample 256       # so many rows of each tensor");
        command.Arguments.Add(path);
        evidence.AddTo(command);
        command.Options.Add(select);
        scanning.AddTo(command);
        command.Options.Add(verbose);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            var named = evidence.Apply(parsed, new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(parsed.GetValue(path)!) });
            using var device = scanning.Device(parsed, terminal, parsed.GetValue(quiet));
            var request = new GateRequest
            {
                Evidence = named,
                Select = EvidenceOptions.ParseSelect(parsed.GetValue(select) ?? []),
                Scan = scanning.Read(parsed, named.Parameters.Seed, device),
                Warn = terminal.Note,
            };
            using var evidenceRead = Gate.Read(request, terminal.Cancellation);
            if (evidenceRead.Weights.Count == 0)
                throw new InputException(InputKind.Evidence, new Place(named.Candidate!.Shown), request.Select.IsEverything ? "has no tensors" : $"no tensor has {request.Select.Text}", "moegate analyze weights without --select lists them");
            Observation observed;
            using (ProgressDisplay.Start(terminal, request.Scan.Progress, scanning.ShowsProgress(parsed) && !parsed.GetValue(quiet)))
                observed = Observing.Observe(evidenceRead, Catalog.All, WeightReport.Wants, request.Scan, terminal.Cancellation);
            var metrics = Measuring.Measure(observed with { Wants = (_, _) => Wish.Whole }, Catalog.All, terminal.Cancellation);
            WeightReport.Write(observed, metrics, terminal.Out, terminal.Style(parsed.GetValue(verbose)));
            return ExitCode.Pass;
        });
        return command;
    }
}
