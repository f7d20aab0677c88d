using System.Text;
using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Headers of safetensors files that lie.</summary>
public class HostileSafetensors
{
    private const string A = """
        "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}
        """;

    [Theory]
    [InlineData("{" + A + "," + A + "}", 8, "duplicate tensor a")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor b overlaps the one before it")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16, "4 bytes before tensor b belong to no tensor")]
    [InlineData("{" + A + "}", 12, "4 bytes behind the last tensor belong to no tensor")]
    [InlineData("{" + A + "}", 4, "truncated: tensor a ends at byte 8 of the data, of which the file has 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "its data begin at 8 and end before, at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "its shape and dtype need 12 bytes, and its offsets 0 to 8 hold 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "its shape has more than 2^63 elements or bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "its shape has more than 2^63 elements or bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "its shape has more than 2^63 elements or bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""", 8, "a dimension of a: negative number -1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "a dimension of a: 1.5 is not a whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e40],"data_offsets":[0,8]}}""", 8, "too large a count")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "tensor a: expected a shape, found the number 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "data_offsets of a: expected a number, found the end of an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "expected the end of data_offsets, found the number 8")]
    [InlineData("""{"a":{"dtype":"F3","shape":[2],"data_offsets":[0,1]}}""", 1, "tensor a is of dtype F3, which this version does not know; save the model in BF16, F16 or F32")]
    [InlineData("""{"a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", 8, "tensor a is of dtype f32, which this version does not know")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,8]}}""", 8, "tensor a: duplicate key dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "tensor a lacks data_offsets")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "tensor a lacks dtype")]
    [InlineData("""{"a":[]}""", 0, "expected tensor a as an object, found an array")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "expected a string in __metadata__, found the number 1")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "duplicate key a in __metadata__")]
    [InlineData("""{"__metadata__":"x"}""", 0, "expected an object of strings as __metadata__")]
    [InlineData("{} x", 0, "malformed JSON")]
    [InlineData("{", 0, "malformed JSON behind this place: truncated: it ends inside a value")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "more than 64 dimensions")]
    public void AreRefusedInWordsWithTheirOffset(string header, int data, string fault)
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", SafetensorsBuilder.Of(header, new byte[data]));
        var message = Sources.Fault(folder, "m.safetensors");
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Matches("^m.safetensors: offset [0-9]+: ", message);
    }

    [Fact]
    public void NamePlacesInTheFile()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", SafetensorsBuilder.Of("{" + A + """,  "b":[]}""", new byte[8]));
        Assert.Equal($"m.safetensors: offset {8 + 1 + A.Length + 3 + 4}: expected tensor b as an object, found an array", Sources.Fault(folder, "m.safetensors"));
    }

    [Theory]
    [InlineData(200_000_000UL, "claims a header of 200000000 bytes, and the format allows 100000000")]
    [InlineData(ulong.MaxValue, "claims a header of 18446744073709551615 bytes, and the format allows 100000000")]
    [InlineData(99_000_000UL, "truncated: claims a header of 99000000 bytes, and 2 follow")]
    public void OfAGreatLengthAreRefusedUnread(ulong length, string fault)
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", [.. BitConverter.GetBytes(length), .. "{}"u8]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(fault, Sources.Fault(folder, "m.safetensors"), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void AreUtf8()
    {
        using var folder = new TestFolder();
        var bytes = SafetensorsBuilder.Of("{" + A + "}", new byte[8]);
        bytes[8 + 2] = 0xff;
        folder.Write("m.safetensors", bytes);
        Assert.Equal("m.safetensors: offset 9: text that is not UTF-8", Sources.Fault(folder, "m.safetensors"));
    }

    [Fact]
    public void MayNameTensorsAsTheyLike()
    {
        const string Name = "::error::\u202E\u0007 ##[x]\n";
        using var folder = new TestFolder();
        folder.Write("m.safetensors", new SafetensorsBuilder().Entry(Name, "F32", [2], 0, 4).Build());
        var fault = Sources.Fault(folder, "m.safetensors");
        Assert.DoesNotContain('\n', fault);
        Assert.DoesNotContain('\u202E', fault);
        Assert.DoesNotContain('\u0007', fault);
        Assert.DoesNotContain("##[", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void DescribeEveryKindOfTensor()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", new SafetensorsBuilder()
            .Metadata("format", "pt")
            .Tensor("matrix", "BF16", [2, 3], new byte[12])
            .Tensor("scalar", "F64", [], new byte[8])
            .Tensor("empty", "F32", [0, 3], [])
            .Tensor("stack", "F8_E4M3", [4, 2, 3], new byte[24])
            .Tensor("flags", "BOOL", [3], new byte[3]).Build());
        using var source = TensorSources.Open(folder["m.safetensors"], "m.safetensors");
        Assert.Equal(("safetensors", null), (source.Format, source.Metadata));
        var tensors = source.Tensors.ToDictionary(t => t.Name);
        Assert.Equal([3, 2], tensors["matrix"].Dimensions);
        Assert.Equal(WeightTypes.BF16, tensors["matrix"].Type);
        Assert.Equal([1], tensors["scalar"].Dimensions);
        Assert.Equal([3, 0], tensors["empty"].Dimensions);
        Assert.Equal([3, 2, 4], tensors["stack"].Dimensions);
        Assert.Equal("f8_e4m3", tensors["stack"].Type.Name);
        Assert.Equal("bool", tensors["flags"].Type.Name);
        Assert.Equal(source.Bytes, tensors["flags"].Offset + 3);
    }

    [Fact]
    public void MayBeLongAndPadded()
    {
        var builder = new SafetensorsBuilder();
        for (var i = 0; i < 5000; i++) builder.Tensor($"model.layers.{i}.mlp.up_proj.weight", [1, 1], i);
        var bytes = builder.Build();
        var length = BitConverter.ToInt64(bytes);
        using var folder = new TestFolder();
        folder.Write("m.safetensors", [.. BitConverter.GetBytes(length + 100), .. bytes[8..(int)(8 + length)], .. Encoding.ASCII.GetBytes(new string(' ', 100)), .. bytes[(int)(8 + length)..]]);
        using var source = TensorSources.Open(folder["m.safetensors"], "m.safetensors");
        Assert.Equal([4321], Sources.Floats(source.Tensors[4321]));
    }
}
