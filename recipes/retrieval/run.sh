#!/usr/bin/env bash
# Measures search by words, by vectors and by both. Needs jq for ROWS.
#
#   recipes/retrieval/run.sh FOLDER [ROWS]
#
# FOLDER  where the index and the results go
# ROWS    JSONL with package, description, synopsis: descriptions are the documents, synopses the queries; default: the
#         documents and questions that are here
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
[ $# -ge 1 ] || usage "recipes/retrieval/run.sh FOLDER [ROWS]"
rows=${2:+$(absolute "$2")}
mkdir -p "$1"
cd "$1"

cp "$here/retrieval.yaml" .
if [ -z "$rows" ]; then
  cp -r "$here/documents" "$here/questions.jsonl" .
else
  mkdir -p documents
  jq -c '{query: .synopsis, document: "documents/\(.package).txt"}' "$rows" > questions.jsonl
  jq -r '[.package, (.description | @base64)] | @tsv' "$rows" | while IFS=$'\t' read -r name text; do
    base64 -d <<< "$text" > "documents/$name.txt"
  done
fi
bantam index documents --index ./index
for mode in bm25 vectors hybrid; do
  bantam eval --tasks retrieval.yaml -m "search:?index=index&mode=$mode&k=10" --out "$mode.answers.jsonl" | tee "$mode.txt"
done
