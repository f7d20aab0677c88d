using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reports;
using MoeGate.Rules.Configuration;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate init</c>: a starter configuration whose limits come from this model's own figures.</summary>
internal static class InitCommand
{
    private const string SchemaName = "moegate.schema.json";

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string?>("MODEL") { Description = "The candidate, as --candidate names it.", Arity = ArgumentArity.ZeroOrOne };
        var evidence = EvidenceOptions.All();
        var output = new Option<string>("-o", "--output") { Description = "Where to write it.", HelpName = "FILE", DefaultValueFactory = _ => ConfigurationFile.DefaultName };
        var force = new Option<bool>("--force") { Description = "Replace files that are there." };
        var command = new Command("init", "Write a starter configuration whose limits come from this model's own figures, and its schema.").WithExamples(
            "moegate init --experts stats.json --keep 0.5",
            "moegate init --experts stats.json --held-out prose.json --held-out code.json --plan keep.json",
            "moegate init model-BF16.gguf --imatrix imatrix.gguf      # the weights' rules as well",
            "moegate init                                             # a configuration to fill in");
        command.Arguments.Add(model);
        evidence.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(force);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            var folder = Path.GetDirectoryName(InputFile.FullPath(path))!;
            var schema = Path.Combine(Path.GetDirectoryName(path) ?? "", SchemaName);
            if (File.Exists(path) && !parsed.GetValue(force)) throw InputException.Usage($"{path} is already there", "give another -o FILE, or --force to replace it");

            var request = evidence.Apply(parsed, new EvidenceRequest());
            if (parsed.GetValue(model) is { } candidate) request = request with { Candidate = EvidencePath.OnCommandLine(candidate) };
            using var read = EvidenceReader.Read(request, terminal.Cancellation);
            var text = StarterConfiguration.Text(request, read, folder, SchemaName, terminal.Cancellation);
            OutputFile.Write(path, path, writer => writer.Write(text));
            OutputFile.Write(schema, schema, writer => writer.Write(Schemas.Text("configuration")));
            terminal.Out.Write($"wrote {Plain.Text(path)} and {Plain.Text(schema)}; now: moegate check {Plain.Text(path)}\n");
            return ExitCode.Pass;
        });
        return command;
    }
}
