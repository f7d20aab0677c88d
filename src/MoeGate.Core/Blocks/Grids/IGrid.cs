namespace MoeGate.Blocks.Grids;

/// <summary>
/// A codebook: what a type stores is the number of an entry, and an entry is the weights of a few places in a row. On the CPU it is
/// a table that everybody shares; a kernel brings its own view of one.
/// </summary>
public interface IGrid
{
    /// <summary>One weight of an entry, before its sign and its scale.</summary>
    int Weight(int entry, int place);
}

/// <summary>A codebook that stands in memory.</summary>
public interface IGridTable : IGrid
{
    /// <summary>All entries, a signed byte for each weight, the first one lowest.</summary>
    static abstract ulong[] Entries { get; }
}
