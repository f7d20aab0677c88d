using MoeGate.Formats;
using MoeGate.Reductions.Devices;
using MoeGate.Reports;

namespace MoeGate.Tool;

/// <summary>Where a command writes, and what it may know of the world: all that a test has to replace.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Everything else.</param>
/// <param name="OutIsTerminal">Whether a person is looking at <paramref name="Out"/>.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="Cancellation">Asked during long work.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool OutIsTerminal, Func<string, string?> Environment, CancellationToken Cancellation)
{
    /// <summary>Whether a person is looking at <see cref="Error"/>, so that progress may be drawn over itself.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Where devices are found that may compute in the processor's place; null where this build has no support for any.</summary>
    public IDeviceSource? Devices { get; init; }

    /// <summary>When progress is shown.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What is worth knowing and fails nothing: a line that cannot be taken for the reason of an exit code.</summary>
    public void Note(string text) => Error.WriteLine("moegate: note: " + Plain.Text(text));

    /// <summary>Colour only on a terminal, and not where somebody asked for none.</summary>
    public ReportStyle Style(bool verbose = false) => new(OutIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")), verbose);
}
