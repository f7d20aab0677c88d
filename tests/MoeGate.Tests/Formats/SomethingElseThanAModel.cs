using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Files and folders that are not models, each named as what it is.</summary>
public class SomethingElseThanAModel
{
    public static TheoryData<string, byte[]> Files => new()
    {
        { "is empty", [] },
        { "is a Git LFS pointer, not the file itself; run git lfs pull", [.. "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8] },
        { "is a gzip file, not tensors", [0x1f, 0x8b, 8, 0, 0] },
        { "is a zip archive (perhaps a pickle saved by torch.save), not tensors", [(byte)'P', (byte)'K', 3, 4, 0] },
        { "is a Python pickle, not tensors", [0x80, 2, 0x8a] },
        { "is a NumPy array, which this version does not read", [0x93, .. "NUMPY"u8] },
        { "is JSON, not tensors", [.. " {\"a\": 1}"u8] },
        { "is HTML or XML, not tensors", [.. "<!DOCTYPE html>"u8] },
        { "is a ggml file of the time before GGUF", [.. "tjgg"u8, 1, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void IsNamedAsWhatItIs(string what, byte[] bytes)
    {
        using var folder = new TestFolder();
        foreach (var name in (string[])["m.gguf", "m.safetensors", "m.f32bin", "m"])
        {
            folder.Write(name, bytes);
            Assert.StartsWith($"{name}: {what}", Sources.Fault(folder, name), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OrIsOnlyUnknown()
    {
        using var folder = new TestFolder();
        folder.Write("m.bin", [1, 2, 3]);
        Assert.Equal("m.bin: is not a model that this version reads; readable are GGUF, safetensors with or without its index, f32bin, and folders of these", Sources.Fault(folder, "m.bin"));
        folder.Write("m.gguf", [1, 2, 3, 4, 5]);
        Assert.Equal("m.gguf: offset 0: does not begin with GGUF; name a GGUF file", Sources.Fault(folder, "m.gguf"));
        Assert.Equal("none.gguf: no such file; check the path; paths in a configuration are relative to that file", Sources.Fault(folder, "none.gguf"));
        Assert.Contains("URLs cannot be read", Assert.Throws<MoeGate.Formats.InputException>(() => TensorSources.Open("https://example.org/m.gguf", "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OrIsAFolderWithoutOne()
    {
        using var folder = new TestFolder();
        Assert.Equal("f: is an empty folder; readable are GGUF, safetensors with or without its index, f32bin, and folders of these", FolderFault(folder));
        folder.Write("act_blk0_ffn_input.f32bin", F32Bin.Of(1, 1, 1));
        folder.Write("imatrix_blk0.f32bin", new byte[8]);
        Assert.StartsWith("f: holds no model that this version reads; ", FolderFault(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gguf.safetensors")]
    [InlineData("gguf.bin")]
    [InlineData("gguf")]
    public void IsNotAModelOfAWrongName(string name)
    {
        using var folder = new TestFolder();
        using (var source = TensorSources.Open(folder.Write(name, new GgufBuilder().Build()), name)) Assert.Equal("GGUF", source.Format);
        using (var source = TensorSources.Open(folder.Write(name, new SafetensorsBuilder().Tensor("a", [1], 1).Build()), name)) Assert.Equal("safetensors", source.Format);
    }

    [Fact]
    public void OrIsAPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes in the file system of Windows");
        using var folder = new TestFolder();
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder["m.gguf"]])) make.WaitForExit();
        Assert.StartsWith("m.gguf: is empty; name a file on a disk", Sources.Fault(folder, "m.gguf"), StringComparison.Ordinal);
    }

    private static string FolderFault(TestFolder folder) => Assert.Throws<MoeGate.Formats.InputException>(() => TensorSources.Open(folder.Path, "f").Dispose()).Message;
}
