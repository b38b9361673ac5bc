#!/usr/bin/env bash
# The commands on a record: beside a server, on a copy that was tampered with, and in the hands
# of somebody who has only an export.
set -euo pipefail
bin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
state=$folder/state
fail() {
  echo "$1"
  exit 1
}
exits() {  # CODE COMMAND…
  local code=0
  "${@:2}" >"$folder/out" 2>&1 || code=$?
  [[ $code -eq $1 ]] || { cat "$folder/out"; fail "exit $code, not $1: ${*:2}"; }
}
ledger() { "$bin/menshen" ledger "$@" --state "$state"; }

exits 65 ledger verify
exits 64 "$bin/menshen" ledger verify
"$bin/menshen" demo --state "$state" >/dev/null || fail "demo"

exits 0 ledger verify
grep -q 'whole and unchanged' "$folder/out" || fail "verify says nothing"
exits 0 ledger verify --json
grep -q '"is_whole":true' "$folder/out" || fail "verify --json"
exits 0 ledger verify --lang zh
grep -q '记录完整' "$folder/out" || fail "verify --lang zh"

exits 0 ledger tail -n 3
[[ $(wc -l <"$folder/out") -eq 3 ]] || fail "tail prints other than 3 lines"
exits 0 ledger tail -n 1 --json
decision=$(grep -oE '"decision":"[^"]+"' "$folder/out" | cut -d'"' -f4)

exits 0 ledger prove 0
grep -qx 'c2sp.org/tlog-proof@v1' "$folder/out" || fail "prove prints no proof"
exits 0 ledger prove "$decision" --out "$folder/entry.tlog-proof"
grep -q '^index ' "$folder/entry.tlog-proof" || fail "prove --out"
exits 65 ledger prove 1000000

# A record whose keys are gone gets no others unasked.
for lost in record.key vault.keys,vault.kek; do
  copy=$folder/without
  rm -rf "$copy"
  cp -r "$state" "$copy"
  IFS=, read -ra names <<<"$lost"
  for name in "${names[@]}"; do rm "$copy/$name"; done
  exits 65 "$bin/menshen" ledger rebuild --state "$copy"
  for name in "${names[@]}"; do
    [[ ! -e "$copy/$name" ]] || fail "$name was made anew beside a record"
  done
done
exits 65 ledger prove nobody

exits 0 ledger key
grep -q '^menshen+' "$folder/out" || fail "key"

exits 0 ledger export "$folder/export"
exits 0 ledger export "$folder/export"
[[ -f $folder/export/checkpoint && -f $folder/export/key ]] || fail "export"
exits 0 "$bin/menshen-verify" "$folder/export" --key "$(cat "$folder/export/key")"
exits 0 "$bin/menshen-verify" "$folder/entry.tlog-proof" --key "$(cat "$folder/export/key")"
exits 65 ledger export --cosigned "$folder/cosigned"

exits 0 ledger prune
grep -q '0 entries are older' "$folder/out" || fail "prune has something to forget"
exits 1 ledger prune --yes --keep-days 1000
exits 0 ledger prune --yes
grep -q '"kept_years":3' "$state/record/retention" || fail "the policy is not published"

before=$(ledger tail -n 1)
exits 0 ledger rebuild
[[ -f $state/state.db && ! -e $state/state.db.before ]] || fail "rebuild left an older one"
[[ $(ledger tail -n 1) == "$before" ]] || fail "rebuild changed the record"

# One byte of an entry changed: not whole any more.
segment=$(find "$state/record" -name '*.seg' | sort | head -n 1)
offset=$(grep -abo 'operator\|face\.verify\|consent' "$segment" | head -n 1 | cut -d: -f1)
printf 'X' | dd of="$segment" bs=1 seek="$offset" conv=notrunc status=none
code=0
ledger verify >"$folder/out" 2>&1 || code=$?
[[ $code -eq 1 ]] || { cat "$folder/out"; fail "exit $code for a record that was changed"; }
