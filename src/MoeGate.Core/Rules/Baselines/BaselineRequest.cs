using MoeGate.Evidence;
using MoeGate.Formats;

namespace MoeGate.Rules.Baselines;

/// <summary>A baseline that somebody named.</summary>
/// <param name="File">Where it is.</param>
/// <param name="WhenMissing">What it is worth that it is not there.</param>
public sealed record BaselineRequest(EvidencePath File, Level WhenMissing = Level.Error)
{
    public EvidenceIdentity Identity => new(EvidenceKind.Baseline.Name(), Plain.Portable(File.Shown), InputFile.LengthOnDisk(File.Path), BaselineFile.Schema);

    /// <summary>The baseline; null where it is not there and may be missing, of which <paramref name="warn"/> is told.</summary>
    /// <exception cref="InputException">Missing and needed, or malformed.</exception>
    public Baseline? Read(Action<string> warn)
    {
        if (WhenMissing == Level.Error || System.IO.File.Exists(File.Path) || Directory.Exists(File.Path)) return BaselineFile.Read(File);
        if (WhenMissing == Level.Warning) warn($"{File.Shown}: no such baseline, so nothing is compared with it; moegate baseline save writes it");
        return null;
    }
}
