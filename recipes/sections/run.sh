#!/usr/bin/env bash
# Tunes a small model to say which section a software package belongs to, and measures it before and after.
#
#   recipes/sections/run.sh BASE DATA FOLDER [LARGER]
#
# BASE    the model to tune, such as a folder of MiniMind2-small
# DATA    a folder with packages.{train,valid,test}.jsonl (package, section, description, synopsis)
# FOLDER  where the tuned model and the results go
# LARGER  a model to compare with, untuned
#
# QUESTIONS=N asks more or fewer.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
[ $# -ge 3 ] || usage "recipes/sections/run.sh BASE DATA FOLDER [LARGER]"
base=$(absolute "$1")
data=$(absolute "$2")
larger=${4:+$(absolute "$4")}
mkdir -p "$3"
cd "$3"

tune "$here/train.yaml" --base-model "$base" --datasets "$data/packages.train.jsonl" \
  --val-file "$data/packages.valid.jsonl"
compare "$data/packages.test.jsonl" test "$base" "$larger" \
  --prompt-template $'Which section does this software package belong to?\n{description}' \
  --completion "{section}" --metrics accuracy,macro-f1 --max-tokens 12
