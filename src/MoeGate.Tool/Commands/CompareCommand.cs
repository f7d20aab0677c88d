using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reports.Compare;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate compare</c>: what has become of each tensor and each expert, worst first, without a verdict.</summary>
internal static class CompareCommand
{
    /// <summary>A candidate with so many times the bits of its reference is rather the reference itself.</summary>
    private const double ClearlyMore = 1.2;

    private const string Forms = "a GGUF file or any part of a split one, a safetensors file or index, or a folder of safetensors or f32bin files.";

    public static Command Create(Terminal terminal)
    {
        var reference = new Argument<string>("REFERENCE") { Description = "The model that the candidate was made from: " + Forms };
        var candidate = new Argument<string>("CANDIDATE") { Description = "The compressed model, in any of these forms." };
        var evidence = EvidenceOptions.OfPair();
        var scanning = new ScanningOptions();
        var select = EvidenceOptions.Many("--select", "KEY=PATTERN", "Only some tensors of the candidate, such as layer=0-7 or role=ffn_*.");
        var all = new Option<bool>("--all", "--verbose", "-v") { Description = "Every line of every table, not only the worst." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Nothing on standard error but errors." };
        var command = new Command("compare", "What has become of each tensor and each expert of a model, worst first; without a verdict.").WithExamples(
            "moegate compare model-BF16.gguf model-Q4_K_M.gguf",
            "moegate compare models/safetensors model-Q4_K_M.gguf --imatrix imatrix.gguf",
            "moegate compare model-BF16.gguf pruned-Q4_K_M.gguf --plan keep.json      # are these the experts that the plan keeps?",
            "moegate compare model-BF16.gguf model-Q4_K_M.gguf --select role=ffn_*_exps --all",
            "moegate measure --reference model-BF16.gguf --candidate model-Q4_K_M.gguf --report json=errors.json      # every figure, for other programs");
        command.Arguments.Add(reference);
        command.Arguments.Add(candidate);
        evidence.AddTo(command);
        command.Options.Add(select);
        scanning.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            var named = evidence.Apply(parsed, new EvidenceRequest { Reference = EvidencePath.OnCommandLine(parsed.GetValue(reference)!), Candidate = EvidencePath.OnCommandLine(parsed.GetValue(candidate)!) });
            using var device = scanning.Device(parsed, terminal, parsed.GetValue(quiet));
            var request = new GateRequest
            {
                Evidence = named,
                Select = EvidenceOptions.ParseSelect(parsed.GetValue(select) ?? []),
                Scan = scanning.Read(parsed, named.Parameters.Seed, device),
                Warn = parsed.GetValue(quiet) ? _ => { } : terminal.Note,
            };
            using var read = Gate.Read(request, terminal.Cancellation);
            MustHaveTensors(read, request);
            if (Swapped(read) is { } doubt) request.Warn(doubt);
            Observation observed;
            using (ProgressDisplay.Start(terminal, request.Scan.Progress, scanning.ShowsProgress(parsed) && !parsed.GetValue(quiet)))
                observed = Observing.Observe(read, CompareReport.Metrics, CompareReport.Wants, request.Scan, terminal.Cancellation);
            var metrics = Measuring.Measure(observed with { Wants = (_, _) => Wish.Whole }, CompareReport.Metrics, terminal.Cancellation);
            CompareReport.Write(observed, metrics, terminal.Out, terminal.Style(parsed.GetValue(all)));
            if (observed.Tensors.Any(t => t.Errors is not null)) return ExitCode.Pass;
            terminal.Error.WriteLine($"moegate: nothing of {Plain.Text(named.Candidate!.Shown)} could be compared with {Plain.Text(named.Reference!.Shown)}");
            return ExitCode.Undecided;
        });
        return command;
    }

    private static void MustHaveTensors(EvidenceSet read, GateRequest request)
    {
        if (read.ReferenceWeights.Count == 0) throw new InputException(InputKind.Evidence, new Place(request.Evidence.Reference!.Shown), "has no tensors");
        if (read.Weights.Count == 0)
            throw new InputException(InputKind.Evidence, new Place(request.Evidence.Candidate!.Shown), request.Select.IsEverything ? "has no tensors" : $"no tensor has {request.Select.Text}", "moegate compare --all without --select lists them");
    }

    /// <summary>A question where tensors of the same name have more bits in the candidate than in the reference.</summary>
    private static string? Swapped(EvidenceSet read)
    {
        var reference = read.ReferenceWeights.ToDictionary(t => t.Subject, StringComparer.Ordinal);
        List<WeightTensor> ours = [.. read.Weights.Where(t => reference.ContainsKey(t.Subject))];
        var (candidate, origin) = (BitsPerWeight(ours), BitsPerWeight(ours.Select(t => reference[t.Subject])));
        return candidate > ClearlyMore * origin
            ? FormattableString.Invariant($"the candidate has {candidate:F1} bits per weight, the reference {origin:F1}: perhaps swapped? The reference comes first")
            : null;
    }

    private static double BitsPerWeight(IEnumerable<WeightTensor> tensors)
    {
        double bytes = 0, weights = 0;
        foreach (var tensor in tensors) (bytes, weights) = (bytes + tensor.Bytes, weights + tensor.Elements);
        return 8 * bytes / weights;
    }
}
