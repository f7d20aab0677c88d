namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>A kernel made ready to run: what a thread does at each of its statements.</summary>
/// <param name="parameters">What the kernel is given, as it is laid out in memory.</param>
internal sealed class PtxProgram(PtxKernel kernel, PtxRegisters registers, PtxMemory memory, IReadOnlyDictionary<string, byte[]> parameters)
{
    public PtxStep[] Steps() => [.. kernel.Statements.Select((s, i) => new PtxStep(s, Guarded(s, Act(s, i))))];

    private Action<PtxThread> Guarded(PtxStatement statement, Action<PtxThread> act)
    {
        if (statement.Guard is null) return act;
        var wanted = statement.Guard.StartsWith('!') ? 0ul : 1;
        var predicate = registers.Of(statement.Guard.TrimStart('!'));
        return thread =>
        {
            if (thread[predicate] == wanted) act(thread);
        };
    }

    private Action<PtxThread> Act(PtxStatement s, int index) => s.Name switch
    {
        ["mov", _] => Move(s),
        ["selp", _] => Select(s),
        ["setp", var question, var type] when PtxComparison.Of(question, type) is { } compare => Compare(s, compare),
        ["cvt", ..] when PtxConversion.Of(s) is { } convert => One(s, convert),
        ["ld", "param", _] => LoadParameter(s),
        ["ld", _] => Load(s, isShared: false),
        ["ld", "shared", _] => Load(s, isShared: true),
        ["st", _] => Store(s, isShared: false),
        ["st", "shared", _] => Store(s, isShared: true),
        ["red", "add", "u64"] => Add(s),
        ["bra"] or ["bra", "uni"] => Branch(s),
        ["bar", "sync"] when s.Operands is ["0"] => thread => thread.Barrier = index,
        ["ret"] => thread => thread.IsDone = true,
        _ when PtxArithmetic.OfOne(s) is { } of => One(s, of),
        _ when PtxArithmetic.OfTwo(s) is { } of => Two(s, of),
        _ => throw new PtxFault($"'{s.Text}' is not known here"),
    };

    private Action<PtxThread> Move(PtxStatement s)
    {
        var (to, from) = (registers.Of(s.Operands[0]), registers.Of(s.Operands[1], s.Type));
        return thread => thread.Copy(to, from);
    }

    private Action<PtxThread> Select(PtxStatement s)
    {
        var (to, a, b) = (registers.Of(s.Operands[0]), registers.Of(s.Operands[1], s.Type), registers.Of(s.Operands[2], s.Type));
        var predicate = registers.Of(s.Operands[3]);
        return thread => thread.Copy(to, thread[predicate] != 0 ? a : b);
    }

    private Action<PtxThread> Compare(PtxStatement s, Func<ulong, ulong, bool> compare)
    {
        var (to, a, b) = (registers.Of(s.Operands[0]), registers.Of(s.Operands[1], s.Type), registers.Of(s.Operands[2], s.Type));
        return thread => thread[to] = compare(thread[a], thread[b]) ? 1u : 0;
    }

    private Action<PtxThread> One(PtxStatement s, Func<ulong, ulong> of)
    {
        var (to, a) = (registers.Of(s.Operands[0]), registers.Of(s.Operands[1], s.Type));
        return thread => thread[to] = of(thread[a]);
    }

    private Action<PtxThread> Two(PtxStatement s, Func<ulong, ulong, ulong> of)
    {
        var isShift = s.Name[0] is "shl" or "shr";
        var (to, a, b) = (registers.Of(s.Operands[0]), registers.Of(s.Operands[1], s.Type), registers.Of(s.Operands[2], isShift ? "u32" : s.Type));
        return s.Name switch
        {
            ["mul", "f32" or "f64"] => thread => thread.SetProduct(to, of(thread[a], thread[b]), thread[a], thread[b]),
            ["add" or "sub", "f32" or "f64"] => PtxFusion.Sum(s, to, a, b, of),
            _ => thread => thread[to] = of(thread[a], thread[b]),
        };
    }

    private Action<PtxThread> LoadParameter(PtxStatement s)
    {
        var (to, bytes) = (registers.Of(s.Operands[0]), PtxType.BytesOf(s.Type));
        var (name, offset) = PtxAddress.Split(s.Operands[1]);
        if (!parameters.TryGetValue(name, out var parameter) || offset < 0 || offset + bytes > parameter.Length || offset % bytes != 0) throw new PtxFault($"'{s.Text}' reads what is not there");
        var value = new byte[sizeof(ulong)];
        parameter.AsSpan((int)offset, bytes).CopyTo(value);
        var bits = BitConverter.ToUInt64(value);
        return thread => thread[to] = bits;
    }

    private Action<PtxThread> Load(PtxStatement s, bool isShared)
    {
        var (to, bytes, address) = (registers.Of(s.Operands[0]), PtxType.BytesOf(s.Type), PtxAddress.Of(s.Operands[1], registers));
        if (s.Type is "s8" or "s16" or "s32") throw new PtxFault($"'{s.Text}' is not known here");
        return thread => thread[to] = memory.Load(address(thread), bytes, isShared);
    }

    private Action<PtxThread> Store(PtxStatement s, bool isShared)
    {
        var (address, bytes, from) = (PtxAddress.Of(s.Operands[0], registers), PtxType.BytesOf(s.Type), registers.Of(s.Operands[1], s.Type));
        return thread => memory.Store(address(thread), bytes, isShared, thread[from]);
    }

    /// <summary>Atomic, as no thread runs beside another here.</summary>
    private Action<PtxThread> Add(PtxStatement s)
    {
        var (address, value) = (PtxAddress.Of(s.Operands[0], registers), registers.Of(s.Operands[1], s.Type));
        return thread =>
        {
            var at = address(thread);
            memory.Store(at, sizeof(ulong), isShared: false, memory.Load(at, sizeof(ulong), isShared: false) + thread[value]);
        };
    }

    private Action<PtxThread> Branch(PtxStatement s)
    {
        if (!kernel.Labels.TryGetValue(s.Operands[0], out var target)) throw new PtxFault($"'{s.Text}' leads nowhere");
        return thread => thread.Next = target;
    }
}
