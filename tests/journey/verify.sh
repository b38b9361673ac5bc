#!/usr/bin/env bash
# menshen-verify, as an auditor runs it: one file that needs nothing, and whose exit code tells.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
vectors="$(dirname "$(readlink -f "$0")")/../../src/apps/menshen_verify/tests/vectors.tsv"
field() { awk -F '\t' -v name="$1" -v at="$2" '$1 == name { print $at }' "$vectors"; }
verify() { "$bin/menshen-verify" "$@"; }

field receipt_at_the_right_edge 3 | base64 -d >"$folder/receipt"
field receipt_with_its_entry_beside_it 3 | base64 -d >"$folder/bare"
field receipt_with_its_entry_beside_it 7 | base64 -d >"$folder/entry"
field proof_with_two_witnesses 3 | base64 -d >"$folder/proof"
key=$(field receipt_at_the_right_edge 4)
proof_key=$(field proof_with_two_witnesses 4)
read -r first second <<<"$(field proof_with_two_witnesses 5)"

must_exit 0 verify "$folder/receipt" --key "$key"
grep -qx 'entry 6 is in the record:' "$folder/out"
grep -qx 'action      face.verify' "$folder/out"
must_exit 0 verify "$folder/receipt" --key "$key" --json
grep -q '"verdict":"valid"' "$folder/out"
code=0  # a verdict that could not be printed
"$bin/menshen-verify" "$folder/receipt" --key "$key" >/dev/full || code=$?
[[ $code == 65 ]] || { echo "exit $code, not 65, on a full disk"; exit 1; }
must_exit 2 verify "$folder/receipt"
must_exit 1 verify "$folder/receipt" --key "$proof_key"
must_exit 1 verify "$folder/receipt" --key "$key" --entry "$folder/entry"
bare_key=$(field receipt_with_its_entry_beside_it 4)
must_exit 0 verify "$folder/bare" --key "$bare_key" --entry "$folder/entry"
must_exit 1 verify "$folder/bare" --key "$bare_key"

must_exit 0 verify "$folder/proof" --key "$proof_key" --witness "$first" --witness "$second"
grep -q '^signed by   witness-1, at ' "$folder/out"
must_exit 64 verify "$folder/proof" --key "$proof_key" --witness "$bare_key"
must_exit 64 verify "$folder/proof" --key "$proof_key" --witness "$first" --witnesses 2
must_exit 64 verify "$folder/proof" --key "not a key"
must_exit 64 verify "$folder/proof" --witness "$first"
must_exit 64 verify
must_exit 65 verify "$folder/nothing" --key "$key"
must_exit 65 verify "$folder" --key "$key"
head -c 300000 /dev/zero >"$folder/large"
must_exit 65 verify "$folder/large" --key "$key"
