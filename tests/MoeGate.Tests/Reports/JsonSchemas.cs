using System.Text.Json;
using System.Text.Json.Nodes;
using MoeGate.Tests.Support;
using NJsonSchema;

namespace MoeGate.Tests.Reports;

/// <summary>Our own schemas, as a validator that is not ours reads them.</summary>
internal static class JsonSchemas
{
    private static readonly JsonDocumentOptions relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>What the schema of this name has against a text; comments and trailing commas are taken out first.</summary>
    public static async Task<IReadOnlyList<string>> Problems(string schema, string json)
    {
        var run = Moegate.Run("schema", schema);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var parsed = await JsonSchema.FromJsonAsync(run.Out, TestContext.Current.CancellationToken);
        return [.. parsed.Validate(JsonNode.Parse(json, documentOptions: relaxed)!.ToJsonString()).Select(e => e.ToString())];
    }
}
