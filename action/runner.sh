# How a step speaks to its runner: outputs that no value can forge, errors that no text can break out of, inputs without their edges.
# shellcheck shell=bash

# Git for Windows would rewrite arguments that look like paths of Unix.
export MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*'

# Text that nobody can have foreseen.
nonce() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# output NAME VALUE: the value may be of several lines.
output() {
  local mark
  mark=moegate_$(nonce)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >> "${GITHUB_OUTPUT:-/dev/null}"
}

# annotate TEXT: an error on the run's page, in one line.
annotate() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/ }
  text=${text//$'\n'/ }
  printf '::error title=MoeGate::%s\n' "$text"
}

# trim TEXT: sets trimmed to the text without white space around it.
trim() {
  trimmed=${1#"${1%%[![:space:]]*}"}
  trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}

# each TEXT COMMAND…: runs the command with every line of the text that is not blank, trimmed, as its last argument.
each() {
  local text=$1 line
  shift
  while IFS= read -r line || [ -n "$line" ]; do
    trim "$line"
    [ -z "$trimmed" ] || "$@" "$trimmed"
  done <<< "$text"
}
