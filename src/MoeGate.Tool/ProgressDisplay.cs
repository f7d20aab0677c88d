using System.Globalization;
using MoeGate.Formats;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Tool;

/// <summary>
/// Says on standard error how far long work is: a bar that is drawn over itself on a terminal, a line now and then elsewhere, and
/// nothing where the work is over before anybody could have wondered.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan redraw = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan line = TimeSpan.FromSeconds(10);

    private readonly Terminal terminal;
    private readonly ScanProgress progress;
    private readonly ITimer timer;
    private readonly Lock drawing = new();
    private int drawn;
    private bool ended;

    private ProgressDisplay(Terminal terminal, ScanProgress progress)
    {
        (this.terminal, this.progress) = (terminal, progress);
        timer = terminal.Clock.CreateTimer(_ => Draw(), null, terminal.ErrorIsTerminal ? patience : line, terminal.ErrorIsTerminal ? redraw : line);
    }

    /// <summary>Shows the progress until it is disposed of; null where nobody wants to see it.</summary>
    public static ProgressDisplay? Start(Terminal terminal, ScanProgress progress, bool wanted) => wanted ? new ProgressDisplay(terminal, progress) : null;

    public void Dispose()
    {
        timer.Dispose();
        lock (drawing)
        {
            ended = true;
            if (drawn > 0) terminal.Error.Write("\r" + new string(' ', drawn) + "\r");
        }
    }

    private void Draw()
    {
        lock (drawing)
        {
            if (ended || progress.Total <= 0) return;
            var share = Math.Min(1, (double)progress.Done / progress.Total);
            var text = string.Create(CultureInfo.InvariantCulture, $"{share,4:P0} of {Metrics.Figure.Size(progress.Total)}  {Plain.Text(progress.Current)}");
            if (!terminal.ErrorIsTerminal)
            {
                terminal.Error.WriteLine("moegate: " + text);
                return;
            }

            const int width = 24;
            var full = (int)(share * width);
            text = $"[{new string('#', full)}{new string('.', width - full)}] {text}";
            if (text.Length > 78) text = text[..78];
            terminal.Error.Write("\r" + text.PadRight(drawn));
            drawn = text.Length;
        }
    }
}
