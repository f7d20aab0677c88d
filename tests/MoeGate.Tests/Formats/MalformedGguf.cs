using System.Text.Json;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Files on which ggml's own verdict is known, in the mode in which it loads models.</summary>
public class MalformedGguf
{
    /// <summary>ggml accepts these: it does not look whether the data are there, and two shapes wrap to nothing.</summary>
    private static readonly HashSet<string> strictHere =
    [
        "EXT_DIM_PRODUCT_WRAPS_TO_0.gguf", "EXT_DIM4_WRAP.gguf",
        "DATA_MEM_SIZE_OVERFLOW.gguf", "EXT_TRUNC_HALF_DATA.gguf", "TENSORS_CUSTOM_ALIGN.gguf", "TENSORS_SUCCESS.gguf",
    ];

    [Fact]
    public void GetsTheVerdictOfGgml()
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Repository.Data("gguf-malformed", "index.json")));
        var files = index.RootElement.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(68, files.Count);
        var wrong = new List<string>();
        foreach (var file in files)
        {
            var name = file.GetProperty("file").GetString()!;
            var expected = file.GetProperty("ggml_no_alloc_ctx").GetString() == "ok" && !strictHere.Contains(name);
            var fault = Fault(name);
            if (expected != fault is null) wrong.Add($"{name}: {fault ?? "accepted"}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("DATA_BAD_ALIGN.gguf", ": general.alignment is 13, which is not a power of two; convert the model again")]
    [InlineData("DATA_MEM_SIZE_OVERFLOW.gguf", " ends past 2^63 bytes")]
    [InlineData("EXT_TRUNC_HALF_DATA.gguf", ": offset 144: truncated: tensor a needs 32 bytes at offset 128, and the file has 144; fetch the file again")]
    [InlineData("EXT_ARRAY_HUGE_N.gguf", "truncated: key x claims an array of 1152921504606846976 values")]
    [InlineData("EXT_BE_BYTESWAPPED_MAGIC.gguf", ": offset 0: a big-endian GGUF file")]
    [InlineData("EXT_DIM4_WRAP.gguf", "tensor a of 65536 × 65536 × 65536 × 65536 has more than 2^63 elements or bytes")]
    [InlineData("EXT_GZIP_MAGIC.gguf", ": is a gzip file, not tensors")]
    [InlineData("EXT_N_KV_2P40.gguf", "truncated: 1099511627776 keys cannot stand in")]
    [InlineData("EXT_N_TENSORS_2P40.gguf", "truncated: 1099511627776 tensors cannot be described in")]
    [InlineData("EXT_NDIMS_2P32M1.gguf", "tensor a has 4294967295 dimensions")]
    [InlineData("EXT_OFFSET_OUT_OF_ORDER.gguf", "tensor a has the offset 32 and should have 0")]
    [InlineData("EXT_TNAME_64.gguf", "the name of tensor 0 has 64 bytes")]
    [InlineData("EXT_TOTAL_BLOCK_MULTIPLE_ROW_NOT.gguf", "tensor a is stored as q8_0 and has rows of 16, not a multiple of its block of 32")]
    [InlineData("EXT_TRUNC_IN_TENSOR_INFO.gguf", "truncated: ")]
    [InlineData("EXT_TYPE_43.gguf", "tensor a is of ggml type 43, which this version does not know")]
    [InlineData("EXT_TYPE_REMOVED_31.gguf", "tensor a is of ggml type 31, which ggml has removed")]
    [InlineData("HEADER_BAD_VERSION_1.gguf", ": offset 4: GGUF version 1, which nothing reads any more")]
    [InlineData("HEADER_BAD_VERSION_FUTURE.gguf", ": offset 4: GGUF version 4; versions 2 and 3 are read")]
    [InlineData("KV_BAD_KEY_SIZE.gguf", "truncated: a key claims 18446744073709551615 bytes")]
    [InlineData("KV_DUPLICATE_KEY.gguf", "duplicate key my_key_0")]
    [InlineData("KV_EMPTY_KEY.gguf", "key 0 is empty")]
    [InlineData("KV_WRONG_TYPE_ALIGN.gguf", "general.alignment must be a u32 and is of GGUF type 5")]
    [InlineData("TENSORS_BAD_SHAPE.gguf", "tensor my_tensor_0 has a negative dimension")]
    [InlineData("TENSORS_DUPLICATE_NAME.gguf", "duplicate tensor my_tensor")]
    public void IsRefusedInWords(string file, string fault) => Assert.Contains(fault, Fault(file), StringComparison.Ordinal);

    private static string? Fault(string name)
    {
        var path = Repository.Data("gguf-malformed", name);
        try
        {
            using var source = TensorSources.Open(path, name);
            foreach (var tensor in source.Tensors) Assert.InRange(tensor.Offset + tensor.Bytes, 0, tensor.File.Length);
            return null;
        }
        catch (InputException e)
        {
            Assert.StartsWith(name + ": ", e.Message, StringComparison.Ordinal);
            return e.Message;
        }
    }
}
