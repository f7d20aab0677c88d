using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>
/// A healthy release, and what a damage draws of it: a layer, two experts, a part of them, a type. A damage that was always done to
/// the same expert would only show that this one is looked at.
/// </summary>
internal sealed class Scene
{
    private readonly Release healthy;
    private readonly TestFolder folder;

    /// <param name="healthy">Left as it is.</param>
    /// <param name="kind">The damage's name, so that each kind draws its own.</param>
    /// <param name="seed">Of all kinds.</param>
    /// <param name="folder">Where files go.</param>
    public Scene(Release healthy, string kind, int seed, TestFolder folder)
    {
        (this.healthy, this.folder) = (healthy, folder);
        Random = new Random(kind.Aggregate(seed, (hash, letter) => unchecked(hash * 31 + letter)));
        Type = One("q8_0", "q6_K", "q4_K");
        Layer = One([.. healthy.ExpertLayers]);
        OtherLayer = One([.. healthy.ExpertLayers.Where(l => l != Layer)]);
        Expert = Random.Next(healthy.Experts - 1);
        Other = Random.Next(Expert + 1, healthy.Experts);
        Part = One("gate", "up", "down");
    }

    public Random Random { get; }

    /// <summary>The type of the candidate's matrices.</summary>
    public string Type { get; set; }

    /// <summary>One with experts.</summary>
    public int Layer { get; }

    /// <summary>Another with experts.</summary>
    public int OtherLayer { get; }

    public int Expert { get; }

    /// <summary>Another, of a higher number.</summary>
    public int Other { get; }

    /// <summary>One of the three matrices of an expert.</summary>
    public string Part { get; }

    /// <summary>A copy of the healthy release, or of one that has what a damage needs.</summary>
    public Release Model => healthy.Copy();

    public string this[string role] => In(Layer, role) + ".weight";

    /// <summary>The layer's three stacked matrices.</summary>
    public string[] Matrices => [this["ffn_gate_exps"], this["ffn_up_exps"], this["ffn_down_exps"]];

    public string Experts(string part) => this[$"ffn_{part}_exps"];

    public static string In(int layer, string role) => string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{role}");

    /// <summary>Of this layer, as the gate names it.</summary>
    public string Place(string role, int? number = null) =>
        In(Layer, role) + (number is { } at ? string.Create(CultureInfo.InvariantCulture, $"[{at}]") : "");

    public T One<T>(params IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    /// <summary>So many experts of each layer in an order that is drawn, never that of the reference.</summary>
    public Func<int, int[]> Kept(int count)
    {
        var kept = healthy.ExpertLayers.ToDictionary(l => l, _ => Shuffled().Take(count).ToArray());
        return layer => kept[layer];
    }

    /// <summary>Two thirds of the experts.</summary>
    public Func<int, int[]> Kept() => Kept(healthy.Experts * 2 / 3);

    /// <summary>Numbers of all experts, none of them in its own place.</summary>
    public int[] Shuffled()
    {
        while (true)
        {
            int[] order = [.. Enumerable.Range(0, healthy.Experts)];
            Random.Shuffle(order);
            if (!order.Where((id, at) => id == at).Any()) return order;
        }
    }

    public string Write(string name, string text) => folder.Write(name, text);

    public string Write(string name, byte[] bytes) => folder.Write(name, bytes);

    /// <summary>A plan as a file.</summary>
    public string Plan(Func<int, int[]> kept) =>
        Write("plan.json", "{" + string.Join(", ", healthy.ExpertLayers.Select(l => string.Create(CultureInfo.InvariantCulture, $"\"{l}\": [{string.Join(", ", kept(l))}]"))) + "}");

    /// <summary>The candidate, which is the healthy release with a change, beside the release.</summary>
    public Broken Compare(string place, Action<Release> change) => Compare(place, Model.With(change));

    /// <param name="place">What must be named.</param>
    /// <param name="candidate">What is to ship.</param>
    /// <param name="reference">What it was made from, where that is not the healthy release.</param>
    /// <param name="types">The type of each tensor of the candidate, where they are not of one.</param>
    /// <param name="stored">Something done to the stored bytes of a tensor.</param>
    /// <param name="file">Something done to the file of the candidate.</param>
    /// <param name="more">Further arguments.</param>
    public Broken Compare(
        string place,
        Release candidate,
        Release? reference = null,
        Func<string, string>? types = null,
        Action<string, byte[]>? stored = null,
        Func<byte[], byte[]>? file = null,
        params IReadOnlyList<string> more)
    {
        var bytes = candidate.Gguf(name => WeightTypes.Find(types?.Invoke(name) ?? Type)!, stored);
        return Compare(place, Write("candidate.gguf", file?.Invoke(bytes) ?? bytes), reference, more);
    }

    /// <param name="place">What must be named.</param>
    /// <param name="path">Of what is to ship.</param>
    /// <param name="reference">What it was made from, where that is not the healthy release.</param>
    /// <param name="more">Further arguments.</param>
    public Broken Compare(string place, string path, Release? reference, params IReadOnlyList<string> more) =>
        new(place, ["--candidate", path, "--reference", Write("reference.gguf", (reference ?? healthy).Gguf("bf16")), .. more]);

    /// <summary>What the gate says of it.</summary>
    public static Moegate Judge(Broken broken) => Moegate.Run(["check", .. broken.Arguments]);
}
