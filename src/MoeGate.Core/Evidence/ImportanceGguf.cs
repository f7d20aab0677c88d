using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;

namespace MoeGate.Evidence;

/// <summary>Importance matrices as GGUF: <c>NAME.in_sum2</c> [columns, experts] and <c>NAME.counts</c> [1, experts] for each tensor.</summary>
internal static class ImportanceGguf
{
    private const string Sums = ".in_sum2";
    private const string Counts = ".counts";
    private const int MostExperts = 1 << 16;

    public static ImportanceContent Read(DataFile file)
    {
        var gguf = GgufFile.Read(file);
        var type = gguf.Metadata.Text("general.type");
        if (type != "imatrix") throw Error(file, 0, type is null ? "a GGUF file without general.type, not an importance matrix" : $"a GGUF file of general.type {type}, not an importance matrix", "name the output of llama-imatrix");
        var tensors = gguf.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var entries = new List<ImportanceEntry>();
        foreach (var tensor in gguf.Tensors)
        {
            if (tensor.Name.EndsWith(Sums, StringComparison.Ordinal)) entries.Add(Entry(file, tensor, tensors));
            else if (!tensor.Name.EndsWith(Counts, StringComparison.Ordinal) || !tensors.ContainsKey(tensor.Name[..^Counts.Length] + Sums))
                throw Error(file, tensor.Offset, $"tensor {tensor.Name} is not part of an importance matrix, or its {Sums} is missing", "calibrate again");
        }

        if (entries.Count == 0) throw Error(file, 0, "an importance matrix without tensors", "calibrate again");
        return new ImportanceContent("GGUF", entries, gguf.Metadata.Texts("imatrix.datasets") ?? [], gguf.Metadata.Integer("imatrix.chunk_count"), gguf.Metadata.Integer("imatrix.chunk_size"));
    }

    private static ImportanceEntry Entry(DataFile file, TensorEntry sums, Dictionary<string, TensorEntry> tensors)
    {
        var name = sums.Name[..^Sums.Length];
        if (!tensors.TryGetValue(name + Counts, out var counts)) throw Error(file, sums.Offset, $"{name}{Counts} is missing", "calibrate again");
        if (sums.Type != WeightTypes.F32 || counts.Type != WeightTypes.F32) throw Error(file, sums.Offset, $"{name} is stored as {sums.Type} with counts as {counts.Type}, and both must be f32", "calibrate again");
        if (sums.Elements == 0 || counts.Elements != sums.Rows || counts.Elements > MostExperts)
            throw Error(file, sums.Offset, $"{name} has sums of {sums.Shape} and counts of {counts.Shape}, which do not fit", "calibrate again");

        var bytes = new byte[counts.Bytes];
        file.Read(counts.Offset, bytes);
        var values = new float[counts.Elements];
        WeightTypes.F32.Decoder!.Decode(bytes, values);
        if (values.FirstOrDefault(v => !float.IsFinite(v) || v < 0) is var bad and not 0)
            throw Error(file, counts.Offset, $"{name}: {(float.IsFinite(bad) ? "negative" : "non-finite")} count", "calibrate again");
        var entry = new ImportanceEntry(sums, name, [.. values.Select(v => (double)v)]);
        entry.Check();
        return entry;
    }

    private static InputException Error(DataFile file, long offset, string what, string remedy) => new(InputKind.Evidence, new Place(file.Shown, Offset: offset), what, remedy);
}
