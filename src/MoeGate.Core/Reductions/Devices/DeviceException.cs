namespace MoeGate.Reductions.Devices;

/// <summary>A device that could not do what it was asked for: no memory left, lost, or a driver that does not fit.</summary>
public sealed class DeviceException : Exception
{
    public DeviceException()
        : this("the device failed")
    {
    }

    /// <param name="message">What happened, in words that follow the device's name.</param>
    public DeviceException(string message)
        : base(message)
    {
    }

    public DeviceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
