using System.Runtime.InteropServices;

namespace MoeGate.Tests.Support;

/// <summary>
/// ggml itself, as prebuilt for npm's <c>@node-llama-cpp/linux-x64</c>: quantizes and decodes with the field's own code, for tests
/// and benchmarks to compare with.
/// </summary>
internal static unsafe class Ggml
{
    private static readonly nint library = Load();
    private static readonly delegate* unmanaged<int, Traits*> traitsOf = library == 0 ? null : (delegate* unmanaged<int, Traits*>)NativeLibrary.GetExport(library, "ggml_get_type_traits");
    private static readonly delegate* unmanaged<int, float*, void*, long, long, long, float*, nuint> quantizeChunk =
        library == 0 ? null : (delegate* unmanaged<int, float*, void*, long, long, long, float*, nuint>)NativeLibrary.GetExport(library, "ggml_quantize_chunk");

    public static bool IsInstalled => library != 0;

    /// <summary>Whether ggml has a decoder of the type: singles need none, and other plain numbers it only stores.</summary>
    public static bool HasDecoder(int type) => traitsOf(type)->ToFloat is not null;

    /// <summary>Decodes whole blocks.</summary>
    /// <param name="type">ggml's number of the type.</param>
    /// <param name="blocks">What is stored.</param>
    /// <param name="weights">Room for all their weights.</param>
    public static void Decode(int type, ReadOnlySpan<byte> blocks, Span<float> weights)
    {
        fixed (byte* from = blocks)
        fixed (float* to = weights)
        {
            // Singles have no decoder there: they are what the others decode to.
            if (type == 0) blocks.CopyTo(MemoryMarshal.AsBytes(weights));
            else traitsOf(type)->ToFloat(from, to, weights.Length);
        }
    }

    /// <summary>Quantizes rows.</summary>
    /// <param name="type">ggml's number of the type.</param>
    /// <param name="weights">Whole rows.</param>
    /// <param name="columns">Weights to a row: whole blocks.</param>
    /// <param name="importance">One number for each column, or none; types of 2 bits and less need it.</param>
    public static byte[] Quantize(int type, ReadOnlySpan<float> weights, int columns, ReadOnlySpan<float> importance = default)
    {
        if (type == 0) return MemoryMarshal.AsBytes(weights).ToArray();
        var traits = traitsOf(type);
        var stored = new byte[weights.Length / traits->BlockLength * (long)traits->BlockBytes];
        fixed (float* from = weights)
        fixed (float* power = importance)
        fixed (byte* to = stored)
        {
            var written = quantizeChunk(type, from, to, 0, weights.Length / columns, columns, power);
            if ((long)written != stored.Length) throw new InvalidOperationException($"ggml wrote {written} bytes, not {stored.Length}");
        }

        return stored;
    }

    private static nint Load()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return 0;
        var path = Checkout.File("tests", "tools", "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64", "libggml-base.so");
        return File.Exists(path) && NativeLibrary.TryLoad(path, out var handle) ? handle : 0;
    }

    /// <summary>ggml's <c>ggml_type_traits</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Traits
    {
#pragma warning disable CS0649 // Filled by ggml.
        public readonly nint Name;
        public readonly long BlockLength;
        public readonly long BlockInterleave;
        public readonly nuint BlockBytes;
        [MarshalAs(UnmanagedType.U1)]
        public readonly bool IsQuantized;
        public readonly delegate* unmanaged<void*, float*, long, void> ToFloat;
#pragma warning restore CS0649
    }
}
