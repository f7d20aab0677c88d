using System.Runtime.InteropServices;
using System.Text;
using MoeGate.Tool;

using var cancel = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 64 * 1024);
using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };

return Application.Run(args, new Terminal(output, error, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable, cancel.Token) { ErrorIsTerminal = !Console.IsErrorRedirected, Devices = DevicesOfThisBuild.Source });

void Stop(PosixSignalContext signal)
{
    // The first time the work is asked to stop; a second time the process ends at once.
    signal.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();

    // What waits for something that cannot be cancelled, such as a pipe that nobody writes to, does not keep the process.
    _ = Task.Delay(TimeSpan.FromSeconds(5)).ContinueWith(_ => Environment.Exit(ExitCode.Cancelled), TaskScheduler.Default);
}
