using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports;

namespace MoeGate.Tool;

/// <summary>Measures, or takes the figures of an earlier run where nothing has changed that they depend on.</summary>
/// <param name="path">Where figures are kept; null to keep none.</param>
/// <param name="terminal">Told, on standard error, when figures were taken and when they could not be kept.</param>
internal sealed class KeptMeasurements(string? path, Terminal terminal)
{
    public MetricSet Of(GateRequest request)
    {
        if (path is null) return Gate.Measure(request, terminal.Cancellation);
        var file = EvidencePath.OnCommandLine(InputFile.FullPath(path)) with { Shown = path };
        if (!KeptResults.MayReplace(file.Path)) throw InputException.Usage($"--cache {path} would write over a file of another kind", "name a file for the figures alone");
        var key = MeasurementKey.Of(request, out var doubt);
        if (key is not null && KeptResults.Read(file, key) is { } kept)
        {
            request.Warn($"{path}: nothing has changed since these figures were measured");
            return kept;
        }

        var measured = Gate.Measure(request, terminal.Cancellation);

        // What changed while it was read was read half before and half after.
        if (key is not null && key != MeasurementKey.Of(request, out doubt)) doubt ??= "evidence was changed while it was read";
        if (key is not null && doubt is null) Keep(measured, key, file);
        else if (doubt is not null) request.Warn($"{path}: no figures are kept: {doubt}");
        return measured;
    }

    /// <summary>The verdict is what was asked for; that the next one takes longer does not stop it.</summary>
    private void Keep(MetricSet measured, string key, EvidencePath file)
    {
        try
        {
            OutputFile.Write(file.Path, file.Shown, writer => KeptResults.Write(measured, key, writer, Gate.Version));
        }
        catch (InputException e)
        {
            terminal.Note(e.Message);
        }
    }
}
