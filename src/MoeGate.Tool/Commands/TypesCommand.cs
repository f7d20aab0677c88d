using System.CommandLine;
using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate types</c>: all types in which weights may be stored.</summary>
internal static class TypesCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("types", "List all types in which weights may be stored.").WithExamples("moegate types", "moegate types | grep safetensors");
        command.SetAction(_ =>
        {
            var table = new TextTable("type", "ggml id", "weights per block", "bytes per block", "bits per weight", "decoded", "found in").Right(1, 2, 3, 4);
            foreach (var type in WeightTypes.All)
                table.Add(
                    type.Name, type.Id?.ToString(CultureInfo.InvariantCulture) ?? "–",
                    type.Length.ToString(CultureInfo.InvariantCulture), type.Bytes.ToString(CultureInfo.InvariantCulture), type.BitsPerWeight.ToString(CultureInfo.InvariantCulture),
                    type.Decoder is null ? "no" : "yes", FoundIn(type));
            table.Write(terminal.Out, terminal.Style(), "");
            return ExitCode.Pass;
        });
        return command;
    }

    private static string FoundIn(WeightType type) => (type.Id, type.Dtype) switch
    {
        (not null, not null) => "GGUF, safetensors",
        (not null, null) => "GGUF",
        _ => "safetensors",
    };
}
