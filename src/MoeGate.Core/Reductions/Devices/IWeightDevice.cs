using MoeGate.Blocks;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Reductions.Devices;

/// <summary>
/// Something with memory and processors of its own that can decode stored weights and sum them: all that measuring knows of a GPU. Any
/// call may fail with a <see cref="DeviceException"/>, after which the device is of no further use; the processor does its work then.
/// Several threads use one device, each with a lane of its own.
/// </summary>
public interface IWeightDevice : IDisposable
{
    DeviceInfo Info { get; }

    /// <summary>A way to the device for one thread at a time.</summary>
    /// <param name="bytes">The most stored bytes that a tile will have.</param>
    IDeviceLane OpenLane(int bytes);

    /// <summary>Counts that all lanes raise and that cannot wrap, all 0.</summary>
    /// <param name="table">
    /// Nothing to count the upper halves of floats. Else for each upper half 0, or one more than the number of the run of 2¹⁶ counts in
    /// which its lower halves are counted.
    /// </param>
    IDeviceCounts OpenCounts(ReadOnlySpan<byte> table);
}

/// <summary>One thread's way to a device: tiles go there one after the other, and sums come back.</summary>
public interface IDeviceLane : IDisposable
{
    /// <summary>Memory that the device reads by itself: where a tile's stored bytes are put before it is sent.</summary>
    Span<byte> Room { get; }

    /// <summary>Sends what is in the room. Sums are of this tile until the next one is sent; the room is not to be written to before a sum or a count has been made.</summary>
    void Send(DeviceTile tile);

    /// <summary>Sums over each row of the tile.</summary>
    /// <param name="empty">What every row begins with.</param>
    /// <param name="sums">Room for one for each row.</param>
    void SumRows<TSums>(TSums empty, Span<TSums> sums)
        where TSums : unmanaged, IRowSums<TSums>;

    /// <summary>Sums down each column of the tile.</summary>
    /// <param name="empty">What every column begins with.</param>
    /// <param name="sums">Room for one for each column.</param>
    void SumColumns<TSums>(TSums empty, Span<TSums> sums)
        where TSums : unmanaged, IColumnSums<TSums>;

    /// <summary>Counts the values of the tile by the halves of their bits.</summary>
    void Count<TValue>(IDeviceCounts counts)
        where TValue : struct, IOrderedValue;
}

/// <summary>Counts on a device.</summary>
public interface IDeviceCounts : IDisposable
{
    /// <summary>
    /// What was counted by all lanes that are done: of upper halves 2¹⁶ counts by raw bits, and then how many values had a lower half that is
    /// not 0, or 0 where none had; of lower halves 2¹⁶ for each run of the table.
    /// </summary>
    long[] Read();
}

/// <summary>Rows that go to a device together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Columns">Weights in each.</param>
/// <param name="Weights">Of the tensor that is measured.</param>
/// <param name="Reference">What they came from; null of a tensor by itself.</param>
/// <param name="Power">The mean square of what enters each column; empty where nobody knows.</param>
public sealed record DeviceTile(int Rows, int Columns, StoredRows Weights, StoredRows? Reference = null, ReadOnlyMemory<double> Power = default);

/// <summary>Stored rows in the room of a lane.</summary>
/// <param name="Type">How they are stored.</param>
/// <param name="Offset">Where in the room they begin: a multiple of <see cref="Alignment"/>.</param>
/// <param name="Bytes">How many bytes they are: whole blocks.</param>
/// <param name="Factors">What the weights are multiplied with, row by row; empty where they are as they are stored.</param>
/// <param name="FactorColumns">How many weights of a row share a factor.</param>
public sealed record StoredRows(WeightType Type, int Offset, int Bytes, ReadOnlyMemory<float> Factors = default, int FactorColumns = 1)
{
    /// <summary>Devices read words where they are aligned.</summary>
    public const int Alignment = 256;
}

/// <summary>What a device is.</summary>
/// <param name="Name">As its maker calls it.</param>
/// <param name="Api">How it is spoken to, such as <c>CUDA</c>.</param>
/// <param name="Memory">Bytes of its own.</param>
public sealed record DeviceInfo(string Name, string Api, long Memory)
{
    public override string ToString() => $"{Name} ({Api})";
}
