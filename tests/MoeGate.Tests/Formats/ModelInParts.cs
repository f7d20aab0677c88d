using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Models in several files: all of them, or none.</summary>
public class ModelInParts
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OfGgufIsOpenedByAnyPart(int part)
    {
        using var folder = Split(3);
        using var source = TensorSources.Open(folder[$"m-0000{part}-of-00003.gguf"], "m.gguf");
        Assert.Equal("GGUF, 3 parts", source.Format);
        Assert.Equal(["t1", "t2", "t3"], source.Tensors.Select(t => t.Name));
        Assert.Equal([1, 2, 3], source.Tensors.Select(t => Sources.Floats(t)[0]));
        Assert.Equal("toy", source.Metadata!.Text("general.architecture"));
        Assert.Equal(3, source.Files.Count);
    }

    [Fact]
    public void OfGgufIsOpenedByItsFolder()
    {
        using var folder = Split(2);
        using (var source = TensorSources.Open(folder.Path, "model")) Assert.Equal(2, source.Tensors.Count);
        folder.Write("other.gguf", new GgufBuilder().Build());
        Assert.Equal("sub: holds several GGUF models; name the one that was meant", Fault(folder.Path, "sub"));
    }

    [Fact]
    public void OfGgufLacksNone()
    {
        using var folder = Split(3);
        File.Delete(folder["m-00002-of-00003.gguf"]);
        Assert.Equal("m-00002-of-00003.gguf: missing: part 2 of the 3 of a split model; fetch the missing part", Sources.Fault(folder, "m-00003-of-00003.gguf"));
    }

    [Fact]
    public void OfGgufIsInOrder()
    {
        using var folder = Split(3);
        File.Move(folder["m-00002-of-00003.gguf"], folder["x"]);
        File.Copy(folder["m-00003-of-00003.gguf"], folder["m-00002-of-00003.gguf"]);
        Assert.Equal("m-00002-of-00003.gguf: is named part 2, and its split.no is 2 where 1 should be; keep the names of the parts as they were split", Sources.Fault(folder, "m-00001-of-00003.gguf"));
    }

    [Fact]
    public void OfGgufIsAsManyAsItSays()
    {
        using var folder = Split(3, tensors: 4);
        Assert.Equal("m-00001-of-00003.gguf: split.tensors.count is 4, and the 3 parts have 3 tensors; fetch the parts again; all must be of one split", Sources.Fault(folder, "m-00001-of-00003.gguf"));
        using var other = Split(3);
        other.Write("m-00002-of-00003.gguf", Part(1, 4, 3, "t2"));
        Assert.Equal("m-00002-of-00003.gguf: its split.count is 4, and that of the other parts 3; fetch the parts again; all must be of one split", Sources.Fault(other, "m-00001-of-00003.gguf"));
        other.Write("m-00002-of-00003.gguf", Part(1, 3, 3, "t1"));
        Assert.Contains("m-00002-of-00003.gguf: duplicate tensor t1: another part has it too", Sources.Fault(other, "m-00001-of-00003.gguf"), StringComparison.Ordinal);
    }

    [Fact]
    public void OfGgufKeepsItsNames()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", Part(0, 3, 3, "t1"));
        Assert.Contains("m.gguf: its name says 1 parts and its split.count 3", Sources.Fault(folder, "m.gguf"), StringComparison.Ordinal);
        folder.Write("m-00001-of-00002.gguf", new GgufBuilder().Build());
        Assert.Contains("its name says 2 parts and its split.count 1", Sources.Fault(folder, "m-00001-of-00002.gguf"), StringComparison.Ordinal);
        folder.Write("m-00005-of-00003.gguf", Part(0, 3, 3, "t1"));
        Assert.Contains("is named part 5 of 3", Sources.Fault(folder, "m-00005-of-00003.gguf"), StringComparison.Ordinal);
        folder.Write("one-00001-of-00001.gguf", new GgufBuilder().Build());
        TensorSources.Open(folder["one-00001-of-00001.gguf"], "one").Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("model.safetensors.index.json")]
    public void OfSafetensorsIsOpenedByItsIndex(string name)
    {
        using var folder = Shards("""{"metadata":{"total_size":12},"weight_map":{"a":"1.safetensors","b":"1.safetensors","c":"2.safetensors"}}""");
        using var source = TensorSources.Open(Path.Combine(folder.Path, name), "model");
        Assert.Equal(("safetensors, 2 files", 2), (source.Format, source.Files.Count));
        Assert.Equal(["a", "b", "c"], source.Tensors.Select(t => t.Name));
        Assert.Equal([3], Sources.Floats(source.Tensors[2]));
    }

    [Theory]
    [InlineData("""{"a":"1.safetensors","b":"1.safetensors","c":"3.safetensors"}""", "3.safetensors: missing: the index names this file; fetch the missing file")]
    [InlineData("""{"a":"1.safetensors","b":"2.safetensors","c":"2.safetensors"}""", "1.safetensors: tensor b is here, and the index says that it is in 2.safetensors")]
    [InlineData("""{"a":"1.safetensors","c":"2.safetensors"}""", "1.safetensors: tensor b is not in the index, or in more than one file")]
    [InlineData("""{"a":"1.safetensors","b":"1.safetensors","c":"2.safetensors","d":"2.safetensors"}""", "model.safetensors.index.json: tensor d is missing: the index says that it is in 2.safetensors")]
    [InlineData("""{"a":"../1.safetensors"}""", "model.safetensors.index.json:1:20: \"../1.safetensors\" is not the name of a file beside the index")]
    [InlineData("""{"a":"/etc/passwd"}""", "is not the name of a file beside the index")]
    [InlineData("""{"a":".."}""", "\"..\" is not the name of a file beside the index")]
    [InlineData("""{"a":""}""", "\"\" is not the name of a file beside the index")]
    [InlineData("""{"a":"1.safetensors","a":"1.safetensors"}""", "duplicate tensor a")]
    [InlineData("""{"a":1}""", "expected the name of a file, found the number 1")]
    [InlineData("""{}""", "holds no weight_map, or an empty one")]
    [InlineData("""[]""", "expected an object as weight_map, found an array")]
    public void OfSafetensorsIsAsTheIndexSays(string map, string fault)
    {
        using var folder = Shards($$"""{"weight_map":{{map}}}""");
        Assert.Contains(fault, Sources.Fault(folder, "model.safetensors.index.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void OfSafetensorsIsOpenedByItsFolder()
    {
        using var folder = Shards(null);
        using (var source = TensorSources.Open(folder.Path, "model")) Assert.Equal(["a", "b", "c"], source.Tensors.Select(t => t.Name));
        folder.Write("3.safetensors", new SafetensorsBuilder().Tensor("a", [1], 1).Build());
        Assert.Equal("model/3.safetensors: duplicate tensor a: another file of the folder has it too; name the file that was meant", Fault(folder.Path, "model").Replace('\\', '/'));
    }

    [Fact]
    public void OfSafetensorsLacksNone()
    {
        using var folder = new TestFolder();
        folder.Write("m-00002-of-00003.safetensors", new SafetensorsBuilder().Tensor("a", [1], 1).Build());
        folder.Write("m-00003-of-00003.safetensors", new SafetensorsBuilder().Tensor("b", [1], 1).Build());
        Assert.Equal("model/m-00001-of-00003.safetensors: missing: the names of the others say that there are 3; fetch the missing file", Fault(folder.Path, "model").Replace('\\', '/'));
    }

    [Fact]
    public void OfSafetensorsHasNoPointersAmongItsFiles()
    {
        using var folder = Shards("""{"weight_map":{"a":"1.safetensors","b":"1.safetensors","c":"2.safetensors"}}""");
        folder.Write("2.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        Assert.Equal("2.safetensors: is a Git LFS pointer, not the file itself; run git lfs pull", Sources.Fault(folder, "model.safetensors.index.json"));
    }

    private static TestFolder Shards(string? index)
    {
        var folder = new TestFolder();
        folder.Write("1.safetensors", new SafetensorsBuilder().Tensor("a", [1], 1).Tensor("b", [1], 2).Build());
        folder.Write("2.safetensors", new SafetensorsBuilder().Tensor("c", [1], 3).Build());
        if (index is not null) folder.Write("model.safetensors.index.json", index);
        return folder;
    }

    private static TestFolder Split(int parts, int? tensors = null)
    {
        var folder = new TestFolder();
        for (var p = 1; p <= parts; p++) folder.Write($"m-{p:D5}-of-{parts:D5}.gguf", Part(p - 1, parts, tensors ?? parts, $"t{p}"));
        return folder;
    }

    private static byte[] Part(int number, int parts, int tensors, string tensor)
    {
        var builder = new GgufBuilder().Key("split.no", (ushort)number).Key("split.count", (ushort)parts).Key("split.tensors.count", tensors);
        if (number == 0) builder.Key("general.architecture", "toy");
        return builder.Tensor(tensor, [1], number + 1).Build();
    }

    private static string Fault(string path, string shown) => Assert.Throws<MoeGate.Formats.InputException>(() => TensorSources.Open(path, shown).Dispose()).Message;
}
