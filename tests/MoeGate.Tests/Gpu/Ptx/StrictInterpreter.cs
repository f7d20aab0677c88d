using System.Runtime.InteropServices;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>The interpreter finds what would go wrong on a device, where nothing else would.</summary>
public class StrictInterpreter
{
    [Fact]
    public void RunsAllThreadsOfAllGroups()
    {
        var memory = Run(
            """
            mov.b32 %r0, %ctaid.x;
            mov.b32 %r1, %ntid.x;
            mul.lo.s32 %r0, %r0, %r1;
            mov.b32 %r2, %tid.x;
            add.s32 %r0, %r0, %r2;
            mul.wide.u32 %rd1, %r0, 8;
            add.u64 %rd1, %rd0, %rd1;
            cvt.rn.f64.s32 %fd0, %r0;
            st.f64 [%rd1], %fd0;
            """,
            groups: 2);
        Assert.Equal([0, 1, 2, 3], memory);
    }

    [Fact]
    public void JoinsThreadsThroughSharedMemory()
    {
        var memory = Run(
            """
            mov.b32 %r0, %tid.x;
            mul.wide.u32 %rd1, %r0, 8;
            mov.b64 %rd2, shared;
            add.u64 %rd2, %rd2, %rd1;
            cvt.rn.f64.s32 %fd0, %r0;
            st.shared.f64 [%rd2], %fd0;
            bar.sync 0;
            xor.b32 %r0, %r0, 1;
            mul.wide.u32 %rd3, %r0, 8;
            mov.b64 %rd2, shared;
            add.u64 %rd2, %rd2, %rd3;
            ld.shared.f64 %fd0, [%rd2];
            add.u64 %rd1, %rd0, %rd1;
            st.f64 [%rd1], %fd0;
            """);
        Assert.Equal([1, 0, 0, 0], memory);
    }

    /// <summary>(1 + 2⁻³⁰)² − 1 is 2⁻²⁹ + 2⁻⁶⁰, whose last bit is lost where the square is rounded by itself.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void RoundsAProductAndASumOnceOrTwice(bool fuses, int lastBit)
    {
        var memory = Run(
            """
            mul.f64 %fd1, 0d3ff0000000400000, 0d3ff0000000400000;
            sub.f64 %fd2, %fd1, 0d3ff0000000000000;
            st.f64 [%rd0], %fd2;
            sub.f64 %fd3, 0d3ff0000000000000, %fd1;
            st.f64 [%rd0+8], %fd3;
            """,
            fuses: fuses);
        var difference = Math.ScaleB(1, -29) + lastBit * Math.ScaleB(1, -60);
        Assert.Equal([difference, -difference], memory[..2]);
    }

    [Theory]
    [InlineData("ld.f64 %fd0, [%rd0+32];", "8 bytes at 32 are outside of all of 32 bytes")]
    [InlineData("st.f64 [%rd0+-8], %fd0;", "there is no memory at")]
    [InlineData("ld.f64 %fd0, [%rd0+4];", "8 bytes at 4 of all are not aligned")]
    [InlineData("ld.shared.f64 %fd0, [%rd0];", "all is not shared memory")]
    [InlineData("mov.b64 %rd1, shared;\nld.f64 %fd0, [%rd1];", "shared is shared memory")]
    [InlineData("ex2.approx.f32 %f0, %f0;", "is not known here")]
    [InlineData("sqrt.approx.f32 %f0, %f0;", "is not known here")]
    [InlineData("add.ftz.f32 %f0, %f0, %f0;", "is not known here")]
    [InlineData("ld.param.b64 %rd1, [_memory+16];", "reads what is not there")]
    [InlineData("add.f64 %fd0, %fd9, %fd0;", "there is no register '%fd9'")]
    [InlineData("div.s32 %r0, 1, 0;", "divide by zero")]
    [InlineData("call.uni f, (x);", "is not known here")]
    [InlineData("bra nowhere;", "leads nowhere")]
    [InlineData("here:\nbra here;", "does not end")]
    [InlineData("mov.b32 %r0, %tid.x;\nsetp.eq.s32 %p0, %r0, 0;\n@%p0 bra end;\nbar.sync 0;\nend:", "barrier that others do not reach")]
    [InlineData("mov.b32 %r0, %tid.x;\nsetp.eq.s32 %p0, %r0, 0;\n@!%p0 bra end;\nbar.sync 0;\nend:\nbar.sync 0;", "barrier that others do not reach")]
    [InlineData(".local .align 8 .b8 depot[8];", "what is '.local")]
    public void FindsWhatIsWrong(string body, string why) => Assert.Contains(why, Assert.Throws<PtxFault>(() => Run(body)).Message);

    [Fact]
    public void RefusesFunctionsFromElsewhere() => Assert.Throws<PtxFault>(() => PtxText.Read(".version 8.0\n.extern .func f();\n" + Text("")));

    private static double[] Run(string body, int groups = 1, bool fuses = false)
    {
        var all = new byte[32];
        var memory = new PtxMemory();
        var address = BitConverter.GetBytes(memory.Add(all, "all"));
        PtxMachine.Run(PtxText.Read(Text(body)), groups, threads: 2, new Dictionary<string, byte[]> { ["_memory"] = [.. address, .. BitConverter.GetBytes(4L)] }, memory, fuses);
        return MemoryMarshal.Cast<byte, double>(all).ToArray();
    }

    private static string Text(string body) =>
        $$"""
        // A comment.
        .version 8.0
        .target sm_80
        .address_size 64

        .visible .entry Kernel(
            .param .align 8 .b8 _memory[16]
        )
        {
            .shared .align 8 .b8 shared[16];
            .reg .pred %p<1>;
            .reg .b32 %r<3>;
            .reg .b64 %rd<4>;
            .reg .f32 %f<1>;
            .reg .f64 %fd<4>;
            ld.param.b64 %rd0, [_memory];
        {{body}}
            ret;
        }
        """;
}
