#!/usr/bin/env bash
# Accuracy is measured on a folder laid out like LFW, and what is wrong with a folder is said.
set -euo pipefail
bin=$1
portraits=$bin/../share/menshen/deps/portraits
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
must_exit() {  # CODE COMMAND ...
  local code=0
  "${@:2}" >"$folder/out" 2>"$folder/err" || code=$?
  if [[ $code -ne $1 ]]; then
    echo "exit $code, not $1: ${*:2}"
    cat "$folder/out" "$folder/err"
    exit 1
  fi
}
must_say() { grep -qF -- "$1" "$folder/err" || { echo "does not say: $1"; cat "$folder/err"; exit 1; }; }

# Pictures are told by content, so the second format may bear the first one's name.
mkdir -p "$folder/set/Collins" "$folder/set/Hopper"
for number in 1 2; do
  cp "$portraits/astronaut.png" "$folder/set/Collins/Collins_000$number.jpg"
  cp "$portraits/grace_hopper.jpg" "$folder/set/Hopper/Hopper_000$number.jpg"
done
printf '2\t1\nCollins\t1\t2\nCollins\t1\tHopper\t1\nHopper\t1\t2\nHopper\t2\tCollins\t2\n' \
  >"$folder/set/pairs.txt"

must_exit 0 "$bin/menshen" evaluate "$folder/set" --json --out "$folder/results"
grep -q '"accuracy":{"mean":1E0' "$folder/out"
grep -q '"is_shown":false' "$folder/out"
grep -q '<svg' "$folder/results/det.svg"
cmp "$folder/out" "$folder/results/results.json"

must_exit 65 "$bin/menshen" evaluate "$folder/nowhere"
must_say "pairs.txt"
must_exit 65 "$bin/menshen" evaluate "$folder/set" --basis hearsay
must_say "basis.kind"
# Without anybody's consent on file, consent is no basis.
must_exit 1 "$bin/menshen" evaluate "$folder/set" --basis consent
must_say "PIPL-13-1"
# Whether a guardian agreed is not known here.
must_exit 2 "$bin/menshen" evaluate "$folder/set" --youngest 13
must_say "PIPL-31-1"

: >"$folder/set/Collins/Collins_0002.jpg"
must_exit 0 "$bin/menshen" evaluate "$folder/set" --json
grep -q '"failure_to_enrol":{"count":1,"of":4' "$folder/out"
rm "$folder/set/Collins/Collins_0002.jpg"
must_exit 65 "$bin/menshen" evaluate "$folder/set"
must_say "Collins_0002.jpg"
