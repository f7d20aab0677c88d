using MoeGate.Formats;
using MoeGate.Formats.Tensors;

namespace MoeGate.Tests.Support;

/// <summary>Opening what a test wrote.</summary>
internal static class Sources
{
    /// <summary>The message with which a file is refused, the folder taken off.</summary>
    public static string Fault(TestFolder folder, string name) =>
        Assert.Throws<InputException>(() => TensorSources.Open(folder[name], name).Dispose()).Message;

    /// <summary>The floats of an F32 tensor.</summary>
    public static float[] Floats(TensorEntry entry)
    {
        var bytes = new byte[entry.Bytes];
        entry.File.Read(entry.Offset, bytes);
        var floats = new float[entry.Elements];
        entry.Type.Decoder!.Decode(bytes, floats);
        return floats;
    }
}
