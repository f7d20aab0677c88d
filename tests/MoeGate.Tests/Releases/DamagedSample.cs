using System.Collections.Concurrent;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>Every kind of damage in a model that was trained, which comes with the repository.</summary>
public class DamagedSample
{
    private static readonly string file = Repository.File("samples", "tiny-moe", "reference", "tiny-moe-bf16.gguf");
    private static readonly Lazy<Release> healthy = new(() => Release.Read(file));
    private static readonly ConcurrentDictionary<string, Lazy<(Damage, Broken, Moegate)>> judged = new(StringComparer.Ordinal);

    public static TheoryData<string> Kinds => Damages.Names;

    /// <summary>Skips the test where the sample is not there.</summary>
    internal static Release Healthy
    {
        get
        {
            Release.RequireGgml();
            Assert.SkipUnless(File.Exists(file), "the trained sample is not there: samples/tiny-moe/reference/tiny-moe-bf16.gguf");
            return healthy.Value;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsFound(string kind)
    {
        var (damage, broken, run) = Judge(kind);
        Damages.Said(damage, broken, run);
    }

    /// <summary>What is said of a kind, which the page about them says too.</summary>
    internal static (Damage Damage, Broken Broken, Moegate Run) Judge(string kind)
    {
        var model = Healthy;
        return judged.GetOrAdd(kind, k => new(() => Damages.Judge(k, model, seed: 3))).Value;
    }
}
