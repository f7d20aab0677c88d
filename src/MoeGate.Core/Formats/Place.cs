namespace MoeGate.Formats;

/// <summary>A place in a file: line and column from 1, or a byte offset, or only the file. Paths are as the user gave them.</summary>
public readonly record struct Place(string? Path, int Line = 0, int Column = 0, long Offset = -1)
{
    public static Place None => default;

    /// <summary><c>file:3:14</c>, <c>file: offset 1024</c>, <c>file</c>, or nothing.</summary>
    public override string ToString() => this switch
    {
        { Path: null } => "",
        { Line: > 0, Column: > 0 } => $"{Path}:{Line}:{Column}",
        { Line: > 0 } => $"{Path}:{Line}",
        { Offset: >= 0 } => $"{Path}: offset {Offset}",
        _ => Path,
    };
}
