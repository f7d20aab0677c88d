using System.Text;
using System.Text.Json;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Rules.Configuration;

/// <summary>
/// A configuration with its packs merged in and its overrides applied, as JSON with a comment behind every value that says where
/// it came from. What it prints is a configuration again.
/// </summary>
public static class ResolvedConfiguration
{
    /// <exception cref="InputException">The configuration, a pack or the waiver file is invalid.</exception>
    public static string Text(ConfigurationFile file)
    {
        var drafts = file.Rules(file.Evidence.Candidate?.Shown, []);
        file.Waivers(drafts.Build());

        var text = new StringBuilder("{\n");
        foreach (var member in file.Root.Members.Where(m => m.Key is not ("extends" or "rules" or "overrides")))
            Member(text, member.Key, member.Value, "  ");
        text.Append("  \"rules\": [\n");
        foreach (var draft in drafts.All)
        {
            text.Append("    {\n");
            foreach (var (key, value) in draft.Fields) Member(text, key, value, "      ");
            text.Append("      \"assert\": {\n");
            foreach (var (level, value) in draft.Levels) Member(text, level, value, "        ");
            text.Append("      },\n");
            text.Append("    },\n");
        }

        return text.Append("  ],\n}\n").ToString();
    }

    private static void Member(StringBuilder text, string key, JsonItem value, string indent)
    {
        text.Append(indent).Append(JsonText.Quote(key)).Append(": ");
        if (value.Kind == JsonKind.Object && indent.Length < 6)
        {
            text.Append("{\n");
            foreach (var member in value.Members) Member(text, member.Key, member.Value, indent + "  ");
            text.Append(indent).Append("},\n");
            return;
        }

        text.Append(Inline(value)).Append(", // ").Append(Plain.Text(value.Place.ToString())).Append('\n');
    }

    private static string Inline(JsonItem value) => value.Kind switch
    {
        JsonKind.Object => "{ " + string.Join(", ", value.Members.Select(m => $"{JsonText.Quote(m.Key)}: {Inline(m.Value)}")) + " }",
        JsonKind.Array => "[" + string.Join(", ", value.Items.Select(Inline)) + "]",
        JsonKind.Text => JsonText.Quote(value.Text),
        JsonKind.Number => JsonSerializer.Serialize(value.Number),
        JsonKind.Boolean => value.Boolean ? "true" : "false",
        _ => "null",
    };
}
