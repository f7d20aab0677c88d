using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>What was measured of a device on this machine, kept from one run of the program to the next.</summary>
public interface IDeviceRates
{
    /// <summary>What was measured of a kind of work; null where nobody did.</summary>
    DeviceRate? Find(DeviceInfo device, int threads, string kind);

    /// <summary>Keeps it for this run, and for others where there is a place; whether there was.</summary>
    bool Keep(DeviceInfo device, int threads, DeviceRate rate);
}
