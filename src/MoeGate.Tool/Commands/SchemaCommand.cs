using System.CommandLine;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate schema</c>: the JSON schemas, made from the code that checks.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Which one: " + string.Join(", ", Schemas.Names) + ".", DefaultValueFactory = _ => Schemas.Names[0] };
        name.AcceptOnlyFromAmong([.. Schemas.Names]);
        var output = new Option<string>("-o", "--output") { Description = "A file instead of standard output.", HelpName = "FILE" };
        var command = new Command("schema", "Write a JSON schema, for editors and other programs.").WithExamples(
            "moegate schema -o moegate.schema.json", "moegate schema results");
        command.Arguments.Add(name);
        command.Options.Add(output);
        command.SetAction(parsed =>
        {
            var text = Schemas.Text(parsed.GetValue(name)!);
            if (parsed.GetValue(output) is { } file) OutputFile.Write(file, file, writer => writer.Write(text));
            else terminal.Out.Write(text);
            return ExitCode.Pass;
        });
        return command;
    }
}
