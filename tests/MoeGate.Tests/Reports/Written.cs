using System.Globalization;
using MoeGate.Reports;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>What a reporter writes, as text.</summary>
internal static class Written
{
    public static string By(string format, Verdict verdict, ReportStyle? style = null)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Into(format, verdict, writer, style);
        return writer.ToString();
    }

    public static void Into(string format, Verdict verdict, TextWriter writer, ReportStyle? style = null) =>
        Reporter.Find(format)!.Write(verdict, writer, style ?? new ReportStyle());

    /// <summary>Runs a part of a test as on a machine of another country; skips it where the runtime knows only one culture.</summary>
    public static T In<T>(string culture, Func<T> write)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            Assert.SkipUnless(culture.Length == 0 || Knows(culture), $"the runtime does not know {culture}");
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return write();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static bool Knows(string culture)
    {
        try
        {
            return 1.5.ToString("0.0", CultureInfo.GetCultureInfo(culture)) == "1,5";
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The cultures in which every report has to be the same: none, German, Russian.</summary>
    public static TheoryData<string> Cultures => [.. CultureNames];

    public static IReadOnlyList<string> CultureNames { get; } = ["", "de-DE", "ru-RU"];
}
