namespace MoeGate.Reductions.Devices;

/// <summary>Where devices are found.</summary>
public interface IDeviceSource
{
    /// <summary>All that are there, the best first, and those that cannot be used; never throws.</summary>
    IReadOnlyList<FoundDevice> Find();
}

/// <summary>A device, or what stands in the way of one.</summary>
/// <param name="Info">What it is.</param>
/// <param name="WhyNot">Why it is of no use, in words that follow its name; null where it is.</param>
/// <param name="Open">Opens it; null where it is of no use.</param>
public sealed record FoundDevice(DeviceInfo Info, string? WhyNot, Func<IWeightDevice>? Open);
