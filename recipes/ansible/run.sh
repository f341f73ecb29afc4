#!/usr/bin/env bash
# Tunes a small model to write Ansible tasks, and measures it before and after.
#
#   recipes/ansible/run.sh BASE FOLDER [LARGER]
#
# BASE    the model to tune, such as a folder of MiniMind2-small
# FOLDER  where the data, the tuned model and the results go
# LARGER  a model to compare with, untuned
#
# Needs ansible-doc (Debian, Ubuntu: apt install ansible). QUESTIONS=N asks more or fewer.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
[ $# -ge 2 ] || usage "recipes/ansible/run.sh BASE FOLDER [LARGER]"
base=$(absolute "$1")
larger=${3:+$(absolute "$3")}
mkdir -p "$2"
folder=$(absolute "$2")
cd "$folder"

if [ ! -f schema.json ]; then
  echo "Reading the documentation of all modules (some minutes) ..." >&2
  ansible-doc -t module --metadata-dump --no-fail-on-errors >ansible-doc.json 2>/dev/null
  jdk=$(bantam doctor | sed -n 's/^java home *//p')
  "$jdk/bin/java" -cp "$jar" "$here/Extract.java" ansible-doc.json .
fi

tune "$here/train.yaml" --base-model "$base"
for set in test known; do
  compare "tasks.$set.jsonl" "$set" "$base" "$larger" \
    --prompt-template "Write an Ansible task: {prompt}" --completion "{completion}" \
    --metrics exact-match,bleu,yaml-valid,schema:schema.json --max-tokens 256
done
