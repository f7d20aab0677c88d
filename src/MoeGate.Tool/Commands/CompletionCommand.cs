using System.CommandLine;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate completion</c>: a script that teaches a shell to complete moegate's commands, options and values.</summary>
internal static class CompletionCommand
{
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script that makes a shell complete moegate.").WithExamples(
            "source <(moegate completion bash)                        # in ~/.bashrc",
            "source <(moegate completion zsh)                         # in ~/.zshrc",
            "moegate completion fish | source                         # in config.fish",
            "moegate completion pwsh | Out-String | Invoke-Expression # in $PROFILE");
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            terminal.Out.Write(Script(parsed.GetValue(shell)!));
            return ExitCode.Pass;
        });
        return command;
    }

    /// <summary>Every script asks the tool itself, by the directive <c>[suggest:POSITION]</c>.</summary>
    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _moegate() {
              local line="${COMP_LINE#* }"
              local position=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(moegate "[suggest:$position]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _moegate moegate

            """,
        "zsh" => """
            _moegate() {
              local line="${BUFFER#* }"
              local position=$((CURSOR - ${#BUFFER} + ${#line}))
              local -a found
              found=("${(@f)$(moegate "[suggest:$position]" "$line" 2>/dev/null)}")
              compadd -a found || _files
            }
            compdef _moegate moegate

            """,
        "fish" => """
            function __moegate_complete
              set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
              moegate "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c moegate -a '(__moegate_complete)'

            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName moegate -ScriptBlock {
              param($word, $ast, $cursor)
              $line = "$ast" -replace '^\S+\s*', ''
              $position = $cursor - ("$ast".Length - $line.Length)
              moegate "[suggest:$position]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
    };
}
