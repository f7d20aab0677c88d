namespace MoeGate.Benchmarks.Device;

/// <summary>How much is measured: enough to be worth the name, or so little that a simulated device gets through it.</summary>
/// <param name="FileBytes">Stored bytes of a file, with those of its reference.</param>
/// <param name="Columns">Weights in a row of it.</param>
/// <param name="TileWeights">Weights that a lane is sent at once, as the product cuts them.</param>
/// <param name="TileBytes">The most bytes of that.</param>
/// <param name="ResidentBytes">Stored bytes that stay on the device, in each lane: more than its caches hold.</param>
/// <param name="ResidentColumns">Weights in a row of these.</param>
/// <param name="LimitBytes">Bytes that are copied, or summed by the processor, to find the limits.</param>
/// <param name="Rounds">How often everything is measured.</param>
/// <param name="Seconds">How long a measurement of lanes lasts at least.</param>
internal sealed record Sizes(long FileBytes, int Columns, int TileWeights, int TileBytes, int ResidentBytes, int ResidentColumns, int LimitBytes, int Rounds, double Seconds)
{
    public static Sizes Full { get; } = new(256 << 20, 4096, 1 << 23, 32 << 20, 128 << 20, 16384, 256 << 20, 5, 0.1);

    public static Sizes Quick { get; } = Full with { FileBytes = 64 << 20, Rounds = 3 };

    public static Sizes Simulated { get; } = new(16 << 10, 256, 1 << 11, 16 << 10, 16 << 10, 512, 1 << 20, 1, 0);
}
