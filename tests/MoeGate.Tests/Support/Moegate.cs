using MoeGate.Reductions.Devices;
using MoeGate.Tool;

namespace MoeGate.Tests.Support;

/// <summary>Runs the tool in this process, as a shell would, and keeps what it says.</summary>
internal sealed record Moegate(int ExitCode, string Out, string Error)
{
    public static Moegate Run(params string[] args) => Run(new Dictionary<string, string>(), args);

    public static Moegate Run(IReadOnlyDictionary<string, string> environment, params string[] args) => Run(environment, devices: null, args);

    /// <summary>As a build that can use devices, where these are found.</summary>
    public static Moegate Run(IDeviceSource devices, params string[] args) => Run(new Dictionary<string, string>(), devices, args);

    public static Moegate Run(IReadOnlyDictionary<string, string> environment, IDeviceSource? devices, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, OutIsTerminal: false, name => environment.GetValueOrDefault(name), TestContext.Current.CancellationToken) { Devices = devices };
        var exitCode = Application.Run(args, terminal);
        return new Moegate(exitCode, output.ToString(), error.ToString());
    }
}
