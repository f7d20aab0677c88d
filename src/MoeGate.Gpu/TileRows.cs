using ILGPU;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Gpu;

/// <summary>Stored rows of a tile on the device, decoded as they are asked for.</summary>
public readonly struct TileRows<TBlock, TDecoding> : IRows
    where TBlock : unmanaged
    where TDecoding : struct, IDecoding<TBlock>
{
    private readonly ArrayView<TBlock> blocks;
    private readonly ArrayView<float> factors;
    private readonly TDecoding decoding;
    private readonly int blocksPerRow, factorsPerRow, factorColumns;

    /// <param name="blocks">All blocks of all rows.</param>
    /// <param name="decoding">How one is decoded.</param>
    /// <param name="blocksPerRow">Blocks to a row.</param>
    /// <param name="factors">What weights are multiplied with, row by row.</param>
    /// <param name="factorsPerRow">How many of them a row has; 0 where weights are as they are stored.</param>
    /// <param name="factorColumns">How many weights of a row share one.</param>
    public TileRows(ArrayView<TBlock> blocks, TDecoding decoding, int blocksPerRow, ArrayView<float> factors, int factorsPerRow, int factorColumns)
    {
        this.blocks = blocks;
        this.decoding = decoding;
        this.blocksPerRow = blocksPerRow;
        this.factors = factors;
        this.factorsPerRow = factorsPerRow;
        this.factorColumns = factorColumns;
    }

    public float Weight(int row, int column)
    {
        var block = column / TDecoding.Length;
        var weight = decoding.Decode(in blocks[row * blocksPerRow + block], column - block * TDecoding.Length);
        return factorsPerRow == 0 ? weight : weight * factors[row * factorsPerRow + column / factorColumns];
    }

    public float Reference(int row, int column) => 0;

    public double Power(int column) => 0;
}

/// <summary>Rows of a tensor beside those that they came from.</summary>
public readonly struct PairedRows<TRows, TReference> : IRows
    where TRows : struct, IRows
    where TReference : struct, IRows
{
    private readonly TRows rows;
    private readonly TReference reference;
    private readonly ArrayView<double> power;
    private readonly int powers;

    /// <param name="rows">Of the tensor that is measured.</param>
    /// <param name="reference">What they came from.</param>
    /// <param name="power">The mean square of what enters each column.</param>
    /// <param name="powers">How many of these are known: all columns, or none.</param>
    public PairedRows(TRows rows, TReference reference, ArrayView<double> power, int powers)
    {
        this.rows = rows;
        this.reference = reference;
        this.power = power;
        this.powers = powers;
    }

    public float Weight(int row, int column) => rows.Weight(row, column);

    public float Reference(int row, int column) => reference.Weight(row, column);

    public double Power(int column) => powers == 0 ? 0.0 : power[column];
}
