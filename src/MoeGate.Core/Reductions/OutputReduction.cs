using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Reductions;

internal sealed class OutputReduction(ActivationFile input, int chunks)
{
    private readonly int left = chunks + input.Layer;
    public void Read(int index, WeightSlice slice, Chunk chunk, long[]? drawn, TileReader reader, CancellationToken cancellation) => throw new NotSupportedException($"{left}");
    public OutputSums ToSums() => new(left, 0);
    public bool NextTokens() => left < 0;
}
