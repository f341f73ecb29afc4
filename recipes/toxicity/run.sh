#!/usr/bin/env bash
# Tunes the scorer that measures how toxic a model's continuations are, and measures the scorer.
#
#   recipes/toxicity/run.sh FOLDER [OWN.jsonl]
#
# FOLDER  where the sets, what is made of them and the new toxicity.json go; a set that is there already
#         is not fetched
# OWN     texts to learn from instead: columns text, label (1: toxic, 0: not) and, if you like, set; the
#         public ones only measure then
#
# Needs git and the network. To use the result, put it in the place of
# bantam-evaluate/src/main/resources/dev/bantam/evaluate/risk/toxicity.json and build.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
[ $# -ge 1 ] || usage "recipes/toxicity/run.sh FOLDER [OWN.jsonl]"
own=${2:+$(absolute "$2")}
mkdir -p "$1"
cd "$1"

for set in ipavlopoulos/toxic_spans surge-ai/toxicity t-davidson/hate-speech-and-offensive-language \
  conversationai/unintended-ml-bias-analysis paul-rottger/hatecheck-data ipavlopoulos/context_toxicity; do
  name=${set#*/}
  if [ ! -d "$name" ]; then
    rm -rf "$name.new" # of a run that was stopped
    git clone --quiet --depth 1 "https://github.com/$set" "$name.new"
    mv "$name.new" "$name"
  fi
done
jdk=$(bantam doctor | sed -n 's/^java home *//p')
"$jdk/bin/java" -cp "$jar" "$here/Prepare.java" .
"$jdk/bin/java" -cp "$jar" dev.bantam.evaluate.risk.ToxicityTrainer toxicity.json "${own:-train.jsonl}" \
  test.jsonl other.jsonl
