using System.Security.Cryptography;
using System.Text;
using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Sharding;

/// <summary>
/// The SHA-256 of all that a plan depends on and all that shards have to agree on: the tool, the evidence as its headers describe it,
/// what was selected and sampled, which metrics are wanted of which tensors, and how the work is divided.
/// </summary>
internal sealed class PlanHash : IDisposable
{
    private const string Kind = "moegate.shards/1";

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PlanHash()
    {
    }

    public static string Of(EvidenceSet evidence, IReadOnlyList<Metric> chosen, TensorWish wants, IReadOnlyDictionary<string, long> bytes, int shards, string version)
    {
        using var plan = new PlanHash();
        plan.Line(Kind, version, shards, evidence.Architecture?.Layers);
        foreach (var (role, path, size, format, value) in evidence.Identities) plan.Line(role, path, size, format, value);
        foreach (var metric in chosen) plan.Line(metric.Id);
        foreach (var (unit, size) in bytes.OrderBy(u => u.Key, StringComparer.Ordinal)) plan.Line(unit, size);
        foreach (var tensor in evidence.Weights)
        {
            plan.Add(tensor);
            foreach (var metric in chosen)
                if (wants(metric, tensor) is not Wish.No and var wish)
                    plan.Line(metric.Id, (int)wish);
        }

        foreach (var tensor in evidence.ReferenceWeights) plan.Add(tensor);
        foreach (var file in evidence.Activations?.Files ?? []) plan.Line(file.Subject, file.Entry.Shape, file.Entry.Bytes);
        return Convert.ToHexStringLower(plan.hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Add(WeightTensor tensor)
    {
        Line(tensor.Subject, tensor.Rows, tensor.Columns, tensor.Slices.Count);
        foreach (var slice in tensor.Slices) Line(slice.Expert, slice.Entry.Type.Name, slice.Offset, slice.Bytes);
    }

    /// <summary>Each field behind its length, so that no name, whatever it holds, can be taken for another field.</summary>
    private void Line(params ReadOnlySpan<object?> fields)
    {
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{field}"));
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{text.Length}:")));
            hash.AppendData(text);
        }

        hash.AppendData("\n"u8);
    }
}
