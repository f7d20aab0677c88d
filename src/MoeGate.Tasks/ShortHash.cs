using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MoeGate.Tasks;

/// <summary>Eight digits that tell one name of a file from another.</summary>
internal static class ShortHash
{
    public static string Of(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(4).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
