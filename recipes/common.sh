# What the recipes share; sourced by their run.sh after `set -euo pipefail`.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=$root/target/launcher/bantam.jar # there as soon as bantam has run once
tuned=tuned/model.gguf

# usage TEXT: ends with how a script is called.
usage() {
  printf 'usage: %s\n' "$1" >&2
  exit 2
}

# absolute PATH: the same from another folder; a model's name stays as it is.
absolute() {
  if [ -e "$1" ]; then
    printf '%s/%s\n' "$(cd "$(dirname "$1")" && pwd)" "$(basename "$1")"
  else
    printf '%s\n' "$1"
  fi
}

bantam() {
  "$root/bantam" "$@"
}

# tune CONFIG OPTION...: makes ./tuned, from where an earlier call stopped.
tune() {
  [ ! -f "$tuned" ] || return 0
  if [ -d tuned ]; then set -- "$@" --resume; fi
  bantam train "$@" --output-dir tuned
}

# compare DATA NAME BASE LARGER OPTION...: measures base, tuned and larger model (if not empty) and
# keeps answers in NAME.answers.jsonl, numbers in NAME.txt. QUESTIONS: most questions.
compare() {
  models=(--model "$3" --model "$tuned")
  [ -z "$4" ] || models+=(--model "$4")
  bantam eval "$1" "${models[@]}" --limit "${QUESTIONS:-200}" --out "$2.answers.jsonl" "${@:5}" |
    tee "$2.txt"
}
