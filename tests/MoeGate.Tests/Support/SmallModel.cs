using System.Runtime.InteropServices;
using System.Text;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>A model of one layer with weights of every type that is decoded, stacked experts, a tensor of several chunks, activations and an importance matrix.</summary>
internal static class SmallModel
{
    public const int Experts = 3;

    public static string Write(TestFolder folder)
    {
        var random = new Random(11);
        float[] Draw(int count, double scale) => [.. Enumerable.Range(0, count).Select(i => (float)(scale * (random.NextDouble() + random.NextDouble() - random.NextDouble() - 0.5)))];
        folder.Write("act_blk0_ffn_input.f32bin", F32Bin.Of(20, 144, Draw(20 * 144, 3)));
        folder.Write("imatrix.dat", Imatrix(("blk.0.ffn_down_exps.weight", [.. Draw(Experts * 80, 2).Select(v => v * v)])));
        return folder.Write("m.gguf", new GgufBuilder()
            .Tensor("token_embd.weight", [101, 270], Draw(101 * 270, 0.1))
            .Tensor("blk.0.attn_norm.weight", [144], Draw(144, 1))
            .Tensor("blk.0.attn_q.weight", WeightTypes.F16, [144, 40], Bytes(Draw(144 * 40, 1).Select(v => (Half)v)))
            .Tensor("blk.0.attn_k.weight", WeightTypes.F64, [144, 40], Bytes(Draw(144 * 40, 1).Select(v => (double)v + 1e-9)))
            .Tensor("blk.0.attn_v.weight", WeightTypes.I8, [144, 40], Bytes(Draw(144 * 40, 90).Select(v => (sbyte)v)))
            .Tensor("blk.0.ffn_up.weight", WeightTypes.BF16, [144, 100], Bytes(Draw(144 * 100, 1).Select(Upper)))
            .Tensor("blk.0.ffn_gate.weight", [144, 1900], Draw(144 * 1900, 0.02))
            .Tensor("blk.0.ffn_down_exps.weight", WeightTypes.BF16, [80, 144, Experts], Bytes(Draw(80 * 144 * Experts, 1).Select(Upper)))
            .Build());
    }

    /// <summary>Evidence of the model as a command line names it.</summary>
    public static string[] Options(TestFolder folder) => ["--candidate", Write(folder), "--activations", folder.Path, "--imatrix", folder["imatrix.dat"]];

    /// <summary>An importance matrix of one call, so that sums are means.</summary>
    public static byte[] Imatrix(params (string Name, float[] Sums)[] entries) =>
    [
        .. BitConverter.GetBytes(entries.Length),
        .. entries.SelectMany(e => (byte[])
        [
            .. BitConverter.GetBytes(e.Name.Length), .. Encoding.UTF8.GetBytes(e.Name), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(e.Sums.Length),
            .. MemoryMarshal.AsBytes(e.Sums.AsSpan()),
        ]),
    ];

    public static byte[] Bytes<T>(IEnumerable<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values.ToArray()).ToArray();

    public static ushort Upper(float value) => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
}
