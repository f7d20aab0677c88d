using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Tests.Support;

/// <summary>Tensors of a test's own file, read as the gate reads them.</summary>
internal static class Scanned
{
    /// <summary>One matrix.</summary>
    public static TensorSums Of(Matrix matrix, Reduce reduce, int threads = 2) => All([matrix], reduce, threads)[0];

    /// <summary>Several at once, in their order.</summary>
    public static IReadOnlyList<TensorSums> All(IReadOnlyList<Matrix> matrices, Reduce reduce, int threads = 2)
    {
        var file = new SafetensorsBuilder();
        for (var i = 0; i < matrices.Count; i++) file.Tensor($"model.layers.{i}.mlp.up_proj.weight", [matrices[i].Rows, matrices[i].Columns], matrices[i].Values);
        using var folder = new TestFolder();
        using var source = TensorSources.Open(folder.Write("m.safetensors", file.Build()), "m.safetensors");
        var tensors = WeightTensors.Of(source);
        return [.. TensorScan.Run([.. tensors.Select(t => new ScanRequest(t, reduce))], new ScanOptions { Threads = threads }, TestContext.Current.CancellationToken).Select(r => r.Whole!)];
    }
}
