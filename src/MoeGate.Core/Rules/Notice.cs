using MoeGate.Formats;

namespace MoeGate.Rules;

/// <summary>Something to be said beside the findings, that is about no figure: a waiver that nobody needs, or that ends soon.</summary>
/// <param name="IsWarning">Whether it counts as a warning, or is only said.</param>
/// <param name="Message">One line that says it all.</param>
/// <param name="Place">Where the reason for it stands.</param>
public sealed record Notice(bool IsWarning, string Message, Place Place)
{
    /// <summary>What stands for a rule's id where a format wants one.</summary>
    public const string Code = "waiver";
}
