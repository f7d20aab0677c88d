namespace MoeGate.Reductions.Kernels;

/// <summary>
/// Rows of weights at hand, decoded as they are asked for: what a kernel reduces. Of a tensor beside its reference, both, row by row.
/// </summary>
public interface IRows
{
    /// <summary>The weight of the tensor that is measured.</summary>
    float Weight(int row, int column);

    /// <summary>The weight that it came from; only of a tensor beside its reference.</summary>
    float Reference(int row, int column);

    /// <summary>The mean square of what enters a column; 0 where nobody knows.</summary>
    double Power(int column);
}
