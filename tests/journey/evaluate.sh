#!/usr/bin/env bash
# Accuracy is measured on a folder laid out like LFW, and what is wrong with a folder is said.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"

make_portrait_set

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
# No guardian agreed that anybody put on file.
must_exit 1 "$bin/menshen" evaluate "$folder/set" --youngest 13
must_say "PIPL-31-1"

: >"$folder/set/Collins/Collins_0002.jpg"
must_exit 0 "$bin/menshen" evaluate "$folder/set" --json
grep -q '"failure_to_enrol":{"count":1,"of":4' "$folder/out"
rm "$folder/set/Collins/Collins_0002.jpg"
must_exit 65 "$bin/menshen" evaluate "$folder/set"
must_say "Collins_0002.jpg"
