namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>One thread: its registers, and where it is.</summary>
/// <param name="registers">What registers begin with, constants among them.</param>
/// <param name="masks">The bits that each of them has.</param>
/// <param name="fuses">Whether a product and the sum that takes it are one operation, rounded once, as a driver may have it.</param>
internal sealed class PtxThread(ulong[] registers, ulong[] masks, bool fuses)
{
    /// <summary>Longer than any kernel runs here.</summary>
    private const long MostSteps = 50_000_000;

    private readonly ulong[] registers = [.. registers];
    private readonly (ulong A, ulong B)?[] products = new (ulong, ulong)?[fuses ? registers.Length : 0];

    /// <summary>The statement that comes next.</summary>
    public int Next { get; set; }

    /// <summary>The barrier at which it waits; −1 where it does not.</summary>
    public int Barrier { get; set; } = -1;

    public bool IsDone { get; set; }

    public ulong this[int register]
    {
        get => registers[register];
        set
        {
            registers[register] = value & masks[register];
            if (fuses) products[register] = null;
        }
    }

    /// <summary>Remembers of what a register is the product.</summary>
    public void SetProduct(int register, ulong value, ulong a, ulong b)
    {
        this[register] = value;
        if (fuses) products[register] = (a, b);
    }

    /// <summary>Copies a register with all that is known of it.</summary>
    public void Copy(int to, int from)
    {
        this[to] = registers[from];
        if (fuses) products[to] = products[from];
    }

    /// <summary>Of what a register is the product, where that matters.</summary>
    public (ulong A, ulong B)? ProductIn(int register) => fuses ? products[register] : null;

    /// <summary>Goes on until it is done or waits for others.</summary>
    public void Run(PtxStep[] steps)
    {
        Barrier = -1;
        try
        {
            for (long count = 0; !IsDone && Barrier < 0; count++)
            {
                if (count > MostSteps) throw new PtxFault("does not end");
                if (Next >= steps.Length) throw new PtxFault("runs off the end");
                steps[Next++].Act(this);
            }
        }
        catch (Exception e) when (e is PtxFault or DivideByZeroException)
        {
            throw new PtxFault($"'{steps[Next - 1].Statement.Text}': {e.Message}");
        }
    }
}

/// <summary>A statement, and what a thread does there.</summary>
internal sealed record PtxStep(PtxStatement Statement, Action<PtxThread> Act);
