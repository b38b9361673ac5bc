#!/usr/bin/env bash
# Every relative link of the documents leads to a file of the project.
set -euo pipefail
cd "$(dirname "$0")/.."

broken=0
while IFS= read -r document; do
  while IFS= read -r target; do
    case "$target" in http*|mailto:*|'#'*|'') continue ;; esac
    if [[ ! -e "$(dirname "$document")/${target%%#*}" ]]; then
      echo "$document: no such file: $target"
      broken=1
    fi
  done < <(grep -oE '\]\([^) ]+\)' "$document" | sed -E 's/^\]\(//; s/\)$//')
done < <(git ls-files -co --exclude-standard -- '*.md')
exit $broken
