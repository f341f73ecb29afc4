#!/usr/bin/env bash
# Tunes a small model to translate technical English into German, and measures it before and after.
#
#   recipes/translate/run.sh BASE DATA FOLDER [LARGER]
#
# BASE    the model to tune, such as a folder of MiniMind2-small
# DATA    a folder with translation.en-de.{train,valid,test}.jsonl (en, de)
# FOLDER  where the tuned model and the results go
# LARGER  a model to compare with, untuned
#
# QUESTIONS=N asks more or fewer. TO=pl NAME=Polish translates into another language.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
[ $# -ge 3 ] || usage "recipes/translate/run.sh BASE DATA FOLDER [LARGER]"
base=$(absolute "$1")
data=$(absolute "$2")
larger=${4:+$(absolute "$4")}
to=${TO:-de}
prompt="Translate to ${NAME:-German}: {en}"
mkdir -p "$3"
cd "$3"

tune "$here/train.yaml" --base-model "$base" --datasets "$data/translation.en-$to.train.jsonl" \
  --val-file "$data/translation.en-$to.valid.jsonl" --prompt-template "$prompt" --completion "{$to}"
compare "$data/translation.en-$to.test.jsonl" test "$base" "$larger" \
  --prompt-template "$prompt" --completion "{$to}" --metrics bleu,chrf --max-tokens 160
