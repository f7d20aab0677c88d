namespace MoeGate.Rules;

/// <summary>One of <c>&lt; &lt;= &gt; &gt;= == !=</c>.</summary>
public readonly record struct Comparison(string Symbol)
{
    /// <summary>Longest first, as a parser must try them.</summary>
    public static IReadOnlyList<string> Symbols { get; } = ["<=", ">=", "==", "!=", "<", ">"];

    /// <summary>Holds values down.</summary>
    public bool IsUpper => Symbol[0] == '<';

    /// <summary>Holds values up.</summary>
    public bool IsLower => Symbol[0] == '>';

    public bool Holds(double value, double limit) => Symbol switch
    {
        "<" => value < limit,
        "<=" => value <= limit,
        ">" => value > limit,
        ">=" => value >= limit,
        "==" => value == limit,
        _ => value != limit,
    };

    /// <summary>How far on the wrong side a value lies; orders subjects from worst to best.</summary>
    public double Badness(double value, double limit) => IsUpper ? value - limit : IsLower ? limit - value : Math.Abs(value - limit) * (Symbol == "!=" ? -1 : 1);
}
