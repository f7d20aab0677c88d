using System.Security.Cryptography;
using System.Text;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>
/// The head of the page. Its policy allows the one style and the one script that are in it, by their hashes, and nothing else: no
/// network, no frame, no form, and no markup that a name could smuggle in would run.
/// </summary>
internal static class Head
{
    private static readonly string style = Resource("report.css");
    private static readonly string script = Resource("report.js");
    private static readonly string policy = $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; base-uri 'none'; form-action 'none'";

    public static void Write(Markup page, Verdict verdict)
    {
        page.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Verbatim($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        page.Write($"""
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="moegate {verdict.Version}">
            <title>{verdict.Summary}</title>

            """);
        page.Verbatim($"<style>{style}</style>\n");
        page.Write($"</head>\n<body>\n");
    }

    /// <summary>At the end of the page, where all that it works on is there.</summary>
    public static void WriteScript(Markup page) => page.Verbatim($"<script>{script}</script>\n");

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Head).Assembly.GetManifestResourceStream("html/" + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
