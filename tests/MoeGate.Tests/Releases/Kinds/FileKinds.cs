using System.Buffers.Binary;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls files on their way.</summary>
internal static class FileKinds
{
    private const string First = "candidate-00001-of-00002.gguf", Second = "candidate-00002-of-00002.gguf";

    public static IEnumerable<Damage> All =>
    [
        new("a file cut off in its data", "the download ended early", null,
            s => s.Compare("truncated", s.Model, file: b => b[..(b.Length * s.Random.Next(50, 99) / 100)])),
        new("a file cut off in its header", "the disk was full", null,
            s => s.Compare("truncated", s.Model, file: b => b[..s.Random.Next(100, 1000)])),
        new("an empty file", "the copy was never begun", null, s => s.Compare("is empty", s.Write("candidate.gguf", Array.Empty<byte>()), null)),
        new("a Git LFS pointer in place of the model", "the repository was cloned without its large files", null,
            s => s.Compare("Git LFS pointer", s.Write("candidate.gguf", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), null)),
        new("a web page in place of the model", "the link led to a page that asks to sign in", null,
            s => s.Compare("HTML", s.Write("candidate.gguf", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"), null)),
        new("a big-endian file", "it was converted for another machine", null,
            s => s.Compare("big-endian", s.Model, file: b =>
            {
                b.AsSpan(4, 4).Reverse();
                return b;
            })),
        new("a tensor whose offset is wrong", "a tool changed a tensor's size and not the offsets behind it", null, s => s.Compare("overlaps and holes", s.Model, file: Misplaced)),
        new("a missing part of a split model", "one of several downloads failed", null,
            s => s.Compare("missing: part", Split(s, s.Random.Next(2)), null)),
        new("parts of two splits", "one part is left over from an earlier release", null,
            s =>
            {
                var path = Split(s, null);
                s.Write(Second, Part(s.Model, s.Type, 1, 3, _ => true));
                return s.Compare("split.count", path, null);
            }),
        new("the end of the file zero", "an interrupted download had made room for the whole file", "MG607",
            s =>
            {
                // The embeddings come last, behind a norm and the output matrix, of which a part is lost as well.
                var embeddings = s.Model["token_embd.weight"];
                var bytes = (int)WeightTypes.Find(s.Type)!.BytesOf(embeddings.Weights.Length) * s.Random.Next(110, 190) / 100 + 4 * embeddings.Columns;
                return s.Compare("token_embd", s.Model, file: b =>
                {
                    b.AsSpan(b.Length - bytes).Clear();
                    return b;
                });
            }),
        new("a hole of zeros in the middle of the file", "one piece of a download in many pieces never came", "MG326",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), s.Model, stored: (name, bytes) =>
            {
                if (name == s.Experts(s.Part)) bytes.AsSpan(bytes.Length / s.Model.Experts * s.Expert, bytes.Length / s.Model.Experts * 97 / 100).Clear();
            })),
        new("the file of another model of the family", "the smaller one was uploaded under the larger one's name", "MG625",
            s =>
            {
                s.Type = "q8_0";
                var smaller = new Shape(s.Model.Experts, Width: s.Model.Number("embedding_length") / 2, Architecture: s.Model.Architecture);
                return s.Compare(s.Model.Architecture + ".", Release.Draw(smaller, s.Random.Next()));
            }),
    ];

    /// <summary>The header's last offset, which stands before the padding to the data, a few bytes on.</summary>
    private static byte[] Misplaced(byte[] file)
    {
        // Names are found by their letters, and a type and an offset follow two or three dimensions.
        var name = "token_embd.weight"u8;
        var at = file.AsSpan().IndexOf(name) + name.Length;
        var offset = at + 4 + 8 * BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) + 4;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(offset), BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(offset)) + 32);
        return file;
    }

    /// <summary>The release in two files, of which one may be missing.</summary>
    /// <returns>The path of one that is there.</returns>
    private static string Split(Scene scene, int? missing)
    {
        var model = scene.Model;
        var half = model.Tensors.Keys.ElementAt(model.Tensors.Count / 2);
        byte[][] parts =
        [
            Part(model, scene.Type, 0, 2, n => string.CompareOrdinal(n, half) < 0),
            Part(model, scene.Type, 1, 2, n => string.CompareOrdinal(n, half) >= 0),
        ];
        string[] paths = [.. parts.Select((bytes, p) => p == missing ? "" : scene.Write(p == 0 ? First : Second, bytes)).Where(p => p.Length > 0)];
        return paths[0];
    }

    private static byte[] Part(Release model, string type, ushort number, ushort parts, Func<string, bool> has)
    {
        var all = model.Tensors.Count;
        return model.With(r =>
        {
            foreach (var name in r.Tensors.Keys.Where(n => !has(n)).ToList()) r.Tensors.Remove(name);
        }).Gguf(_ => WeightTypes.Find(type)!, keys: file => file.Key("split.no", number).Key("split.count", parts).Key("split.tensors.count", all));
    }
}
