#!/usr/bin/env bash
# The step of action.yml that judges. Its inputs come as MOEGATE_* variables and go on as arguments: no value is ever read as a script.
set -euo pipefail
# shellcheck source=action/runner.sh
. "$(dirname "${BASH_SOURCE[0]}")/runner.sh"
# shellcheck source=action/arguments.sh
. "$(dirname "${BASH_SOURCE[0]}")/arguments.sh"
cd "${GITHUB_WORKSPACE:-.}"

trim "${MOEGATE_REPORTS:-}"
at "${trimmed:-moegate-reports}"
reports=${placed%/}
tool=("$MOEGATE_TOOL")
case $MOEGATE_TOOL in *.dll) tool=(dotnet "$MOEGATE_TOOL") ;; esac
scratch=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/moegate-step.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# A version from a feed may be older than the HTML report.
formats='json sarif junit'
case $("${tool[@]}" check --help 2>/dev/null || true) in *', html,'*) formats="$formats html" ;; esac

# file FORMAT: the report of the gate called name.
file() {
  case $1 in
    json) echo "$reports/$name.results.json" ;;
    junit) echo "$reports/$name.junit.xml" ;;
    *) echo "$reports/$name.$1" ;;
  esac
}

# judge [CONFIGURATION]: one gate. Sets code, and adds what the tool says of it to verdict, errors and warnings.
verdict=pass errors=0 warnings=0
judge() {
  local format key value reached='' message command=("${tool[@]}" check --report=github)
  for format in $formats; do
    # What stands there is of an earlier run.
    rm -f -- "$(file "$format")"
    command+=("--report=$format=$(file "$format")")
  done
  command+=(${evidence[@]+"${evidence[@]}"} ${settings[@]+"${settings[@]}"})
  [ $# = 0 ] || command+=(-- "$1")

  # The tool's errors are shown at once, and kept to say the last of them again on the run's page.
  : > "$scratch/outputs"
  code=0
  { GITHUB_OUTPUT=$scratch/outputs "${command[@]}" 2>&1 1>&3 | tee "$scratch/errors" >&2 || code=${PIPESTATUS[0]}; } 3>&1

  while IFS='=' read -r key value; do
    case $key in
      verdict) reached=$value ;;
      errors) errors=$((errors + value)) ;;
      warnings) warnings=$((warnings + value)) ;;
    esac
  done < "$scratch/outputs"
  case $reached in
    fail) verdict=fail ;;
    pass) ;;
    *) [ "$verdict" = fail ] || verdict=undecided ;;
  esac
  if [ -z "$reached" ]; then
    # Neither a note nor how far the reading was says why.
    message=$(sed -n -e '/^moegate: note: /d' -e '/^moegate: *[0-9][0-9]* *% of /d' -e 's/^moegate: //p' "$scratch/errors" | tail -n 1)
    annotate "${message:-moegate reached no verdict: the log says why} (exit code $code)"
  fi
}

# tell RESULTS: the same verdict as a table in the log, in which nothing is a command to the runner.
tell() {
  local mark
  mark=moegate-$(nonce)
  printf '::group::Verdict %s of %s as a table\n::stop-commands::%s\n' "$gate" "$gates" "$mark"
  "${tool[@]}" report --report=console -- "$1" || true
  printf '::%s::\n::endgroup::\n' "$mark"
}

# As the tool ranks them: a defect, cancelled, what is invalid, a violation, what could not be decided, a pass.
gravity() { case $1 in 0) echo 0 ;; 3) echo 1 ;; 1) echo 2 ;; 2) echo 3 ;; 130) echo 4 ;; *) echo 5 ;; esac; }

gates=${#configurations[@]}
[ "$gates" -gt 0 ] || gates=1
exit_code=0 written_json='' written_sarif='' written_junit='' written_html=''
for ((gate = 1; gate <= gates; gate++)); do
  name=moegate
  [ "$gates" = 1 ] || name=moegate-$gate
  judge ${configurations[@]+"${configurations[gate - 1]}"}
  [ "$(gravity "$code")" -le "$(gravity "$exit_code")" ] || exit_code=$code
  for format in $formats; do
    list=written_$format
    [ ! -f "$(file "$format")" ] || printf -v "$list" '%s%s\n' "${!list}" "$(file "$format")"
  done
  [ ! -f "$(file json)" ] || tell "$(file json)"
  [ "$code" -lt 128 ] || break
done

# Code scanning takes one file, or a folder of them.
[ "$gates" = 1 ] || [ -z "$written_sarif" ] || written_sarif=$reports
output verdict "$verdict"
output errors "$errors"
output warnings "$warnings"
output exit-code "$exit_code"
output report-json "${written_json%$'\n'}"
output sarif "${written_sarif%$'\n'}"
output junit "${written_junit%$'\n'}"
output html "${written_html%$'\n'}"
exit "$exit_code"
