namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>
/// Runs a kernel from its text, slowly and strictly: what is not understood, what reads or writes outside of its memory or across its
/// alignment, and a barrier that not all threads reach, is a fault.
/// </summary>
internal static class PtxMachine
{
    /// <param name="parameters">What the kernel is given, by the names that the text has for it.</param>
    /// <param name="fuses">Whether products and sums are rounded together, as a driver may have it.</param>
    public static void Run(PtxKernel kernel, int groups, int threads, IReadOnlyDictionary<string, byte[]> parameters, PtxMemory memory, bool fuses)
    {
        var registers = new PtxRegisters(kernel);
        var shared = kernel.Shared.Select(v => (v.Name, Bytes: new byte[v.Bytes])).ToList();
        foreach (var (name, bytes) in shared) registers.Place(name, memory.Add(bytes, name, isShared: true));
        var steps = new PtxProgram(kernel, registers, memory, parameters).Steps();
        for (var group = 0; group < groups; group++)
        {
            // What a group before it left there is nothing to rely on.
            foreach (var (_, bytes) in shared) bytes.AsSpan().Fill(0xa5);
            Run([.. Enumerable.Range(0, threads).Select(t => Thread(registers, fuses, t, threads, group, groups))], steps);
        }
    }

    /// <summary>The threads of a group, each to the next barrier, until all are done.</summary>
    private static void Run(List<PtxThread> group, PtxStep[] steps)
    {
        while (true)
        {
            foreach (var thread in group) thread.Run(steps);
            if (group.TrueForAll(t => t.IsDone)) return;
            if (group.Exists(t => t.IsDone || t.Barrier != group[0].Barrier)) throw new PtxFault("threads wait at a barrier that others do not reach");
        }
    }

    private static PtxThread Thread(PtxRegisters registers, bool fuses, int index, int threads, int group, int groups) => new(registers.Values, registers.Masks, fuses)
    {
        [registers.Of("%tid.x")] = (ulong)index,
        [registers.Of("%ntid.x")] = (ulong)threads,
        [registers.Of("%ctaid.x")] = (ulong)group,
        [registers.Of("%nctaid.x")] = (ulong)groups,
    };
}
