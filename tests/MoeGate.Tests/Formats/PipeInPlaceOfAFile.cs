using System.Diagnostics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>What a shell's <c>&lt;(command)</c> is: a file that can be read once and not wound back.</summary>
public class PipeInPlaceOfAFile
{
    [Theory]
    [InlineData("calibration.json", "measure", "--experts")]
    [InlineData("plan-reap.json", "measure", "--plan")]
    [InlineData("architecture.json", "measure", "--architecture")]
    [InlineData("moegate.json", "measure")]
    [InlineData("moegate.json", "check")]
    [InlineData("moegate.json", "config")]
    public async Task IsReadOnceFromItsFirstByte(string sample, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes in the file system of Windows");
        using var folder = new TestFolder();
        foreach (var file in Directory.GetFiles(Sample.Path(), "*.json")) File.Copy(file, folder[Path.GetFileName(file)]);
        var pipe = folder["pipe"];
        using (var make = Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var writing = Task.Run(() => File.WriteAllText(pipe, Sample.Text(sample)), TestContext.Current.CancellationToken);

        var run = Moegate.Run([.. args, pipe]);

        Assert.Equal("", run.Error);
        Assert.Equal(Moegate.Run([.. args, folder[sample]]).Out.Replace(folder[sample], pipe, StringComparison.Ordinal), run.Out);
        await writing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
