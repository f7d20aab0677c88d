using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

namespace MoeGate.Tasks;

/// <summary>Metadata that are a list: parted at semicolons, of which one that is written %3B is part of a name.</summary>
internal static class MetadataList
{
    public static IEnumerable<string> Of(ITaskItem item, string name)
    {
        var escaped = item is ITaskItem2 exact ? exact.GetMetadataValueEscaped(name) : item.GetMetadata(name);
        return (escaped ?? "").Split(';').Select(e => Unescaped(e.Trim())).Where(e => e.Length > 0);
    }

    private static string Unescaped(string text) =>
        Regex.Replace(text, "%(?<code>[0-9A-Fa-f]{2})", m => ((char)byte.Parse(m.Groups["code"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
