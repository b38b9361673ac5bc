#!/usr/bin/env bash
# menshen-verify, as an auditor runs it: one file that needs nothing, and whose exit code tells.
set -euo pipefail
bin=$1
vectors="$(dirname "$(readlink -f "$0")")/../../src/apps/menshen_verify/tests/vectors.tsv"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
field() { awk -F '\t' -v name="$1" -v at="$2" '$1 == name { print $at }' "$vectors"; }
must_exit() {  # CODE ARGUMENT ...
  local code=0
  "$bin/menshen-verify" "${@:2}" >"$folder/out" 2>"$folder/err" || code=$?
  if [[ $code -ne $1 ]]; then
    echo "exit $code, not $1: ${*:2}"
    cat "$folder/out" "$folder/err"
    exit 1
  fi
}

field receipt_at_the_right_edge 3 | base64 -d >"$folder/receipt"
field receipt_with_its_entry_beside_it 3 | base64 -d >"$folder/bare"
field receipt_with_its_entry_beside_it 7 | base64 -d >"$folder/entry"
field proof_with_two_witnesses 3 | base64 -d >"$folder/proof"
key=$(field receipt_at_the_right_edge 4)
proof_key=$(field proof_with_two_witnesses 4)
read -r first second <<<"$(field proof_with_two_witnesses 5)"

must_exit 0 "$folder/receipt" --key "$key"
grep -qx 'entry 6 is in the record:' "$folder/out"
grep -qx 'action      face.verify' "$folder/out"
must_exit 0 "$folder/receipt" --key "$key" --json
grep -q '"verdict":"valid"' "$folder/out"
code=0  # a verdict that could not be printed
"$bin/menshen-verify" "$folder/receipt" --key "$key" >/dev/full || code=$?
[[ $code == 65 ]] || { echo "exit $code, not 65, on a full disk"; exit 1; }
must_exit 2 "$folder/receipt"
must_exit 1 "$folder/receipt" --key "$proof_key"
must_exit 1 "$folder/receipt" --key "$key" --entry "$folder/entry"
bare_key=$(field receipt_with_its_entry_beside_it 4)
must_exit 0 "$folder/bare" --key "$bare_key" --entry "$folder/entry"
must_exit 1 "$folder/bare" --key "$bare_key"

must_exit 0 "$folder/proof" --key "$proof_key" --witness "$first" --witness "$second"
grep -q '^signed by   witness-1, at ' "$folder/out"
must_exit 64 "$folder/proof" --key "$proof_key" --witness "$bare_key"
must_exit 64 "$folder/proof" --key "$proof_key" --witness "$first" --witnesses 2
must_exit 64 "$folder/proof" --key "not a key"
must_exit 64 "$folder/proof" --witness "$first"
must_exit 64
must_exit 65 "$folder/nothing" --key "$key"
must_exit 65 "$folder" --key "$key"
head -c 300000 /dev/zero >"$folder/large"
must_exit 65 "$folder/large" --key "$key"
