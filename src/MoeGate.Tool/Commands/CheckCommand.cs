using System.CommandLine;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate check</c>: measure, hold the rules against it, report, exit with the verdict.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var reports = new ReportOptions();
        var all = new Option<bool>("--all") { Description = "Measure every metric for which there is evidence, not only what the rules need, and of every expert's slice of stacked tensors." };
        var failOn = new Option<string>("--fail-on") { Description = "What fails the gate.", HelpName = "error|warning|never", DefaultValueFactory = _ => "error" };
        failOn.AcceptOnlyFromAmong("error", "warning", "never");
        var cache = EvidenceOptions.One("--cache", "FILE", "Keep the figures in this file, and judge by them the next time unless something that they depend on has changed; the verdict is drawn every time.");
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Say why rules are not applicable." };

        var command = new Command("check", "Measure, hold the rules against it, report, and exit with the verdict: the main job.").WithExamples(
            "moegate check                                            # what ./moegate.json says",
            "moegate check --experts stats.json --keep 0.5            # the built-in rules, no configuration",
            "moegate check --experts stats.json --held-out other.json --plan keep.json",
            "moegate check --candidate model-BF16.gguf --imatrix imatrix.gguf",
            "moegate check moegate.json --report sarif=out/moegate.sarif --report junit=out/moegate.xml",
            "moegate check moegate.json --cache obj/figures.json      # measure again only what has changed",
            "moegate check q8_0.json q4_k_m.json                      # a release of several files: a gate for each");
        request.AddTo(command, judges: true, gates: true);
        reports.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(failOn);
        command.Options.Add(cache);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var targets = new List<IReadOnlyList<ReportTarget>>();
            var gates = new List<GateRequest>();
            using var device = request.Device(parsed, terminal);
            foreach (var file in request.Configurations(parsed))
            {
                targets.Add(reports.Read(parsed, file?.Reports ?? []));
                gates.Add(request.Read(parsed, file, device, terminal) with
                {
                    All = parsed.GetValue(all),
                    Besides = [.. targets[^1].SelectMany(t => t.Reporter.Metrics).Distinct().Select(id => Catalog.Find(id)!)],
                    FailOn = Enum.Parse<FailOn>(parsed.GetValue(failOn)!, ignoreCase: true),
                });
            }

            ReportOptions.MustBeApart(targets);
            if (parsed.GetValue(cache) is { } kept)
            {
                if (gates.Count > 1) throw InputException.Usage("--cache is of one gate, and several are asked for", "check them one by one");
                if (gates[0].Metrics is not null) throw InputException.Usage("--cache and --metrics exclude each other", "figures that are given need not be kept");
                ReportOptions.MustLeave(targets[0], kept);
            }

            var measurements = new KeptMeasurements(parsed.GetValue(cache), terminal);
            var verdicts = new List<Verdict>();
            var exitCode = gates.Count == 1 ? Check(0).ExitCode : SeveralGates.Check([.. gates.Select(g => g.Configuration!)], Check, terminal);
            StepOutputs.Write(verdicts, gates.Count, targets.SelectMany(t => t), terminal);
            return exitCode;

            Verdict Check(int gate)
            {
                Verdict verdict;
                using (request.Progress(parsed, gates[gate], terminal)) verdict = Gate.Check(gates[gate], () => measurements.Of(gates[gate]));
                ReportWriting.Write(verdict, targets[gate], terminal, parsed.GetValue(verbose));
                verdicts.Add(verdict);
                return verdict;
            }
        });
        return command;
    }
}
