using MoeGate.Formats.Tensors;

namespace MoeGate.Evidence;

/// <summary>
/// Importance matrices in the older format: i32 entries, and for each i32 length, name, i32 calls, i32 values, the values as
/// f32 (each a mean × calls); then, in all but the oldest, i32 chunks, i32 length, the name of the text.
/// </summary>
internal static class ImportanceDat
{
    private const int LongestName = 4096;

    /// <summary>The least that an entry takes: three numbers and one letter.</summary>
    private const int LeastBytes = 4 + 1 + 4 + 4;

    public static ImportanceContent Read(DataFile file)
    {
        using var header = new HeaderReader(file);
        var count = header.I32("the number of entries");
        if (count < 1 || count > Dimensions.MostTensors || count > header.Remaining / LeastBytes)
            throw header.Error($"is not an importance matrix, or truncated: it claims {count} entries in {header.Remaining} bytes", "name the output of llama-imatrix", at: 0);
        var entries = new List<ImportanceEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var at = header.Position;
            var entry = Entry(file, header);
            if (!names.Add(entry.OwnName)) throw header.Error($"duplicate entry {entry.OwnName}", "calibrate again", at);
            entries.Add(entry);
        }

        if (header.Remaining == 0) return new ImportanceContent("dat", entries, [], null, null);
        var chunks = header.I32("the number of chunks");
        if (chunks < 0) throw header.Error($"{chunks} chunks, which cannot be negative", "calibrate again", header.Position - 4);
        var dataset = Name(header, "the name of the text", least: 0);
        if (header.Remaining > 0) throw header.Error($"{header.Remaining} bytes behind the end", "calibrate again");
        return new ImportanceContent("dat", entries, dataset.Length == 0 ? [] : [dataset], chunks, null);
    }

    private static ImportanceEntry Entry(DataFile file, HeaderReader header)
    {
        var name = Name(header, "a tensor's name", least: 1);
        var calls = header.I32("the number of calls");
        if (calls < 0) throw header.Error($"{name}: {calls} calls, which cannot be negative", "calibrate again", header.Position - 4);
        var values = header.I32("the number of values");
        if (values < 1) throw header.Error($"{name}: {values} values", "calibrate again", header.Position - 4);
        var entry = new ImportanceEntry(file, header.Position, name, values, calls);
        header.Skip(4L * values, $"the values of {name}");
        entry.Check();
        return entry;
    }

    private static string Name(HeaderReader header, string what, int least)
    {
        var length = header.I32("the length of " + what);
        if (length < least || length > LongestName) throw header.Error($"{what} has {length} bytes", "name the output of llama-imatrix", header.Position - 4);
        return FileText.Of(header.Bytes(length, what));
    }
}
