using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats.Tensors;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Tests.Support;

/// <summary>Metrics of sums that a test made, without a model around them.</summary>
internal static class Observed
{
    /// <summary>One metric of one activation source.</summary>
    public static Reading Of(string metric, ActivationSums sums, bool isPower = false) =>
        Assert.Single(Measure(metric, new Observation(new EvidenceSet()) { Activations = [new(Subject.Parse("blk.0.ffn_input"), "act", sums, isPower)] })).Reading;

    /// <summary>One metric of one tensor and what enters it.</summary>
    public static Reading Of(string metric, TensorSums? tensor, ActivationSums activation, string? mismatch = null, string type = "f32", bool isVector = false) =>
        Assert.Single(Measure(metric, With(tensor, activation, mismatch, type, isVector))).Reading;

    /// <summary>One metric of whatever there is.</summary>
    public static IReadOnlyList<Measurement> Measure(string metric, Observation observation) =>
        [.. Catalog.Find(metric)!.Measure(observation, TestContext.Current.CancellationToken)];

    public static Observation With(TensorSums? tensor, ActivationSums? activation, string? mismatch = null, string type = "f32", bool isVector = false, bool isPower = false)
    {
        var subject = Subject.Parse("blk.0.ffn_input");
        var weights = new WeightTensor
        {
            Subject = "blk.0.ffn_up",
            Role = "ffn_up",
            OwnName = "blk.0.ffn_up.weight",
            Type = WeightTypes.Find(type)!,
            IsVector = isVector,
            Columns = tensor?.Columns ?? 0,
            Slices = [new WeightSlice(null, new TensorEntry("blk.0.ffn_up.weight", WeightTypes.F32, [tensor?.Columns ?? 1, tensor?.Rows ?? 1], null!, 0), 0, tensor?.Rows ?? 0)],
        };
        return new Observation(new EvidenceSet())
        {
            Tensors = [new ObservedTensor(weights, tensor, []) { Input = activation is null || mismatch is not null ? null : new(subject, "act", activation, isPower), Mismatch = mismatch }],
        };
    }

    /// <summary>The sums of an importance matrix: the power only.</summary>
    public static ActivationSums Power(long tokens, params double[] meanSquare) => new() { Tokens = tokens, Dimensions = meanSquare.Length, MeanSquare = meanSquare };
}
