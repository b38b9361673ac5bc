#!/usr/bin/env bash
# fuzz.sh [NAME [SECONDS]]: runs one fuzz target, or every one, for SECONDS each (60), from its
# seeds in fuzz/corpus/NAME, where there are any; new inputs are kept in build/corpus/NAME.
set -euo pipefail
cd "$(dirname "$0")/.."

names=("${1:-}")
if [[ -z ${names[0]} ]]; then
  mapfile -t names < <(find fuzz -name '*_fuzz.cpp' -printf '%f\n' | sed 's/_fuzz.cpp$//' | sort)
fi
for name in "${names[@]}"; do
  mkdir -p "build/corpus/$name"
  corpora=("build/corpus/$name")
  if [[ -d fuzz/corpus/$name ]]; then corpora+=("fuzz/corpus/$name"); fi
  "build/fuzz/bin/${name}_fuzz" -max_total_time="${2:-60}" -print_final_stats=1 "${corpora[@]}"
done
