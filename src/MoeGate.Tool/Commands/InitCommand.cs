using System.CommandLine;
using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions.Scanning;
using MoeGate.Rules.Configuration;
using MoeGate.Rules.Starter;
using MoeGate.Tool.Init;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate init</c>: a starter configuration whose limits come from this model's own figures.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string?>("MODEL") { Description = "The candidate, as --candidate names it.", Arity = ArgumentArity.ZeroOrOne };
        var evidence = EvidenceOptions.All();
        var scanning = new ScanningOptions();
        var margin = EvidenceOptions.One("--margin", "PERCENT", "The room that each limit leaves, such as 20%, in place of its own; of a figure in dB it is so much more error. Sizes and types are exact and keep theirs.");
        var output = new Option<string>("-o", "--output") { Description = "Where to write it; - for standard output.", HelpName = "FILE", DefaultValueFactory = _ => ConfigurationFile.DefaultName };
        var workflow = new Option<string?>("--workflow") { Description = "Write a GitHub workflow that runs the gate as well; " + Checkout.WorkflowName + " where no file is named.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne };
        var force = new Option<bool>("--force") { Description = "Replace files that are there." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Nothing on standard error but errors." };
        var command = new Command("init", "Write a starter configuration whose limits come from this model's own figures, and its schema.").WithExamples(
            "moegate init model-Q4_K_M.gguf --reference model-BF16.gguf --evaluation general=kld.log",
            "moegate init --experts stats.json --held-out prose.json --held-out code.json --plan keep.json",
            "moegate init model-BF16.gguf --imatrix imatrix.gguf      # the weights' rules as well",
            "moegate init model-Q4_K_M.gguf --margin 20% -o -         # look at it first",
            "moegate init model-Q4_K_M.gguf --workflow                # and .github/workflows/moegate.yml",
            "moegate init                                             # a configuration to fill in");
        command.Arguments.Add(model);
        evidence.AddTo(command);
        command.Options.Add(margin);
        command.Options.Add(output);
        command.Options.Add(workflow);
        command.Options.Add(force);
        scanning.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            var files = FilesOf(parsed.GetValue(output)!, parsed.GetResult(workflow) is { Implicit: false }, parsed.GetValue(workflow));
            var share = ParseMargin(parsed.GetValue(margin));
            using var device = scanning.Device(parsed, terminal, parsed.GetValue(quiet));
            var request = evidence.Apply(parsed, new EvidenceRequest());
            if (parsed.GetValue(model) is { } candidate) request = request with { Candidate = EvidencePath.OnCommandLine(candidate) };
            var addsWorkflow = files.IsOfWhatIsThere && share is null && !parsed.GetValue(force) && request.NamesNothing;
            (addsWorkflow ? files with { IsWorkflowAlone = true } : files).MustBeFree(parsed.GetValue(force));
            var flow = files.Workflow is null ? null : WorkflowOf(files);
            if (addsWorkflow)
            {
                ConfigurationFile.Read(files.Configuration);
                files.Write(null, flow);
                terminal.Out.Write($"wrote {Plain.Text(files.Workflow!)}, which runs {Plain.Text(files.Configuration)}\n");
                return ExitCode.Pass;
            }

            using var read = EvidenceReader.Read(request, terminal.Cancellation);
            var scan = scanning.Read(parsed, request.Parameters.Seed, device);
            MetricSet metrics;
            using (ProgressDisplay.Start(terminal, scan.Progress, scanning.ShowsProgress(parsed) && !parsed.GetValue(quiet)))
                metrics = Measure(read, scan, terminal.Cancellation);

            var starter = StarterConfiguration.Of(read, metrics, new StarterRequest(request, files.Folder, StarterFiles.SchemaName, share));
            if (files.IsPrinted) terminal.Out.Write(starter.Text);
            else files.Write(starter.Text, flow);
            var lines = files.IsPrinted ? terminal.Error : terminal.Out;
            if (!(files.IsPrinted && parsed.GetValue(quiet)))
                foreach (var line in ClosingLines.Of(starter, files, read.Kinds != EvidenceKind.None, scan.SampleRows is not null && read.Candidate is not null))
                    lines.Write((files.IsPrinted ? "moegate: " : "") + line + "\n");
            return ExitCode.Pass;
        });
        return command;
    }

    private static MetricSet Measure(EvidenceSet read, ScanOptions scan, CancellationToken cancellation)
    {
        var observed = Observing.Observe(read, StarterConfiguration.Metrics, (_, _) => Wish.Whole, scan, cancellation);
        return Measuring.Measure(observed, StarterConfiguration.Metrics, cancellation);
    }

    /// <summary>The workflow's usual place is in the repository that the configuration lies in.</summary>
    private static StarterFiles FilesOf(string configuration, bool wantsWorkflow, string? workflow)
    {
        var files = new StarterFiles(configuration, null);
        if (!wantsWorkflow) return files;
        return files with { Workflow = workflow ?? Path.GetRelativePath(".", Path.Combine(Checkout.RootOf(files.Folder), Checkout.WorkflowName)) };
    }

    private static string WorkflowOf(StarterFiles files)
    {
        var root = Checkout.RootOf(files.Folder);
        return WorkflowFile.Text(Checkout.PathIn(root, files.Configuration)!, ToolManifest.Of(root)?.Version is not null);
    }

    private static double? ParseMargin(string? text)
    {
        if (text is null) return null;
        if (text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and < 100)
            return percent / 100;
        throw InputException.Usage($"--margin {text} is not a percentage from 0% to less than 100%", "write for example 20%");
    }
}
