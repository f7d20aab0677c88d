using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>How hard weights were to quantize is measured on the reference, where there is one.</summary>
public class FiguresOfTheReference
{
    private const string Down = "blk.1.ffn_down_exps";

    private static readonly string[] ids = [.. Catalog.All.Select(m => m.Id).Where(i => i.StartsWith("quant2.", StringComparison.Ordinal) || i.StartsWith("group.offset_", StringComparison.Ordinal))];

    [Fact]
    public void AreThoseOfTheReferenceAlone()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var alone = Measured.By("--candidate", folder.Write("r.gguf", model.Gguf("bf16")), "--all");
        foreach (var type in (string[])["q4_K", "f16"])
        {
            var beside = Measured.By("--candidate", folder.Write("c.gguf", Coarser(model).Gguf(type)), "--reference", folder["r.gguf"], "--all");
            foreach (var subject in (string[])[Down, Down + "[3]", "blk.0.attn_q", "output"]) MustBeSame(alone, subject, beside, subject, "of the reference");
        }
    }

    [Fact]
    public void AreThoseOfTheExpertsThatWereKept()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var kept = model.Keep(_ => [5, 1, 3, 4]);
        var alone = Measured.By("--candidate", folder.Write("k.gguf", kept.Gguf("bf16")), "--all");
        var whole = Measured.By("--candidate", folder.Write("r.gguf", model.Gguf("bf16")), "--all");
        var beside = Measured.By("--candidate", folder.Write("c.gguf", kept.Gguf("q4_K")), "--reference", folder["r.gguf"], "--all");
        MustBeSame(alone, Down, beside, Down, "of the reference, of the experts that were kept");
        MustBeSame(whole, Down + "[5]", beside, Down + "[0]", "of the reference, of the experts that were kept");
        MustBeSame(whole, "blk.0.attn_q", beside, "blk.0.attn_q", "of the reference");
    }

    [Fact]
    public void AreNotThereWhereTheReferenceIsQuantizedToo()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var measured = Measured.By("--candidate", folder.Write("c.gguf", model.Gguf("q4_K")), "--reference", folder.Write("r.gguf", model.Gguf("q8_0")), "--all");
        foreach (var id in ids) Assert.Equal("notApplicable: stored as q8_0 in the reference too, so nothing tells how hard it was to quantize", measured.Unavailable(id, Down));
    }

    [Fact]
    public void AreNotThereWhereNothingOfTheReferenceIsTheOrigin()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var less = model.With(m => m.Tensors.Remove("output.weight"));
        var measured = Measured.By("--candidate", folder.Write("c.gguf", model.Gguf("q4_K")), "--reference", folder.Write("r.gguf", less.Gguf("bf16")), "--all");
        foreach (var id in ids) Assert.StartsWith("notApplicable: stored as q4_K, and of the reference nothing is known: ", measured.Unavailable(id, "output"), StringComparison.Ordinal);
    }

    /// <summary>With an error that all figures of the candidate itself would show, in any type.</summary>
    private static Release Coarser(Release model) => model.With(m =>
    {
        foreach (var tensor in m.Tensors.Values)
            for (var i = 0; i < tensor.Weights.Length; i += 3)
                tensor.Weights[i] *= 1.25f;
    });

    private static void MustBeSame(Measured alone, string subject, Measured beside, string other, string note)
    {
        Assert.InRange(ids.Length, 10, 30);
        foreach (var id in ids)
        {
            Assert.Equal((id, alone.Value(id, subject)), (id, beside.Value(id, other)));
            Assert.Equal(note, beside.Note(id, other));
        }
    }
}
