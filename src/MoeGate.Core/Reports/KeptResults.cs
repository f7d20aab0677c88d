using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Reports;

/// <summary>A results document with the key of what it was measured from, <c>moegate.kept/1</c>: figures kept from one run to the next.</summary>
public static class KeptResults
{
    private const string Schema = "moegate.kept/1";
    private const string Start = $"{{ \"schema\": \"{Schema}\",";

    private static readonly ObjectShape shape = new("the kept figures",
    [
        new("schema", Shape.Words(Schema), "", Required: true),
        new("key", Shape.Text, "", Required: true),
        new("results", ResultsReader.Document, "", Required: true),
    ]);

    public static void Write(MetricSet metrics, string key, TextWriter writer, string version)
    {
        writer.Write($"{Start} \"key\": {JsonText.Quote(key)}, \"results\":\n");
        JsonReport.Write(metrics, writer, version);
        writer.Write("}\n");
    }

    /// <summary>Whether figures may be written there: there is nothing yet, or such figures, and no file of another kind.</summary>
    public static bool MayReplace(string path)
    {
        if (!File.Exists(path)) return true;
        if (InputFile.LengthOnDisk(path) == 0) return false;
        try
        {
            using var reader = new StreamReader(path);
            var start = new char[Start.Length];
            return reader.ReadBlock(start) == start.Length && Start.AsSpan().SequenceEqual(start);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The figures that were kept under this key; null where there are none, or the file is not what it was.</summary>
    public static MetricSet? Read(EvidencePath file, string key)
    {
        try
        {
            var root = JsonFile.Read(file.Path, file.Shown, InputKind.Evidence);
            shape.Check(root);
            return root["key"]!.Text == key ? ResultsReader.ReadWithin(root["results"]!) : null;
        }
        catch (InputException)
        {
            return null;
        }
    }
}
