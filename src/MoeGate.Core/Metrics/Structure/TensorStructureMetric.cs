namespace MoeGate.Metrics.Structure;

/// <summary>Offences by tensor.</summary>
public abstract class TensorStructureMetric(MetricText text) : StructureMetric(text)
{
    public override Scope Home => Scope.Tensor;

    public sealed override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        var read = Reader(observed);
        foreach (var tensor in observed.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            var wish = observed.Wants(this, tensor.Tensor);
            if (wish.HasFlag(Wish.Counted) && !wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Reading.NotApplicable(NobodyAsks));
            if (wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), read(tensor));
        }
    }

    /// <summary>What reads a tensor, with what it has to know of the others.</summary>
    private protected abstract Func<ObservedTensor, Reading> Reader(Observation observed);

    /// <summary>Why the weights of a tensor tell nothing; null where they were read.</summary>
    private protected static Reading? Unread(ObservedTensor tensor) =>
        tensor.Tensor.Undecodable is { } why ? Reading.Missing(why)
        : tensor.Tensor.Elements == 0 ? Reading.NotApplicable("the tensor is empty")
        : tensor.Sums is null ? Reading.Missing("it was not read")
        : null;
}
