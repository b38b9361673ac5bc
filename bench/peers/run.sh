#!/usr/bin/env bash
# Runs one script of this folder: run.sh SCRIPT [ARGUMENT...]
# Its packages are installed beside this script, by the hashes of package-lock.json.
set -euo pipefail
peers=$(dirname "$(readlink -f "$0")")

for program in node npm; do
  if ! command -v "$program" >/dev/null; then
    echo "bench: no $program here; install the Debian packages nodejs and npm" >&2
    exit 1
  fi
done
installed="$peers/node_modules/.package-lock.json"
if [[ ! "$installed" -nt "$peers/package-lock.json" ]]; then
  (cd "$peers" && npm ci --ignore-scripts --loglevel error >&2 && touch "$installed")
fi
exec node "$peers/$1" "${@:2}"
