#!/usr/bin/env bash
# The commands on a record: beside a server, on a copy that was tampered with, and in the hands
# of somebody who has only an export.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
ledger() { "$bin/menshen" ledger "$@" --state "$state"; }

must_exit 65 ledger verify
must_exit 64 "$bin/menshen" ledger verify
"$bin/menshen" demo --state "$state" >/dev/null || fail "demo"

must_exit 0 ledger verify
grep -q 'whole and unchanged' "$folder/said" || fail "verify says nothing"
must_exit 0 ledger verify --json
grep -q '"is_whole":true' "$folder/said" || fail "verify --json"
must_exit 0 ledger verify --lang zh
grep -q '记录完整' "$folder/said" || fail "verify --lang zh"

must_exit 0 ledger tail -n 3
[[ $(wc -l <"$folder/said") -eq 3 ]] || fail "tail prints other than 3 lines"
must_exit 0 ledger tail -n 1 --json
decision=$(grep -oE '"decision":"[^"]+"' "$folder/said" | cut -d'"' -f4)

must_exit 0 ledger prove 0
grep -qx 'c2sp.org/tlog-proof@v1' "$folder/said" || fail "prove prints no proof"
must_exit 0 ledger prove "$decision" --out "$folder/entry.tlog-proof"
grep -q '^index ' "$folder/entry.tlog-proof" || fail "prove --out"
must_exit 65 ledger prove 1000000

# A record whose keys are gone gets no others unasked.
for lost in record.key vault.keys,vault.kek; do
  copy=$folder/without
  rm -rf "$copy"
  cp -r "$state" "$copy"
  IFS=, read -ra names <<<"$lost"
  for name in "${names[@]}"; do rm "$copy/$name"; done
  must_exit 65 "$bin/menshen" ledger rebuild --state "$copy"
  for name in "${names[@]}"; do
    [[ ! -e "$copy/$name" ]] || fail "$name was made anew beside a record"
  done
done
must_exit 65 ledger prove nobody

must_exit 0 ledger key
grep -q '^menshen+' "$folder/said" || fail "key"

# The key that signs is sealed. Whoever has not what opens the vault can tell which it is, and
# sign with it no more.
[[ $(head -n 1 "$state/record.key") == "SEALED+KEY+$(ledger key)" ]] || fail "record.key lies open"
[[ $(wc -l <"$state/record.key") -eq 2 ]] || fail "record.key has other lines"
locked=$folder/locked
cp -r "$state" "$locked"
mv "$locked/vault.passphrase" "$folder/passphrase"
[[ $("$bin/menshen" ledger key --state "$locked") == "$(ledger key)" ]] || fail "key, locked"
must_exit 0 "$bin/menshen" ledger verify --state "$locked"
must_exit 65 "$bin/menshen" ledger prove 0 --state "$locked"
mv "$folder/passphrase" "$locked/vault.passphrase"
must_exit 0 "$bin/menshen" ledger prove 0 --state "$locked"

# Of another vault, or changed, it opens nothing, and stays as it is.
"$bin/menshen" demo --state "$folder/another" >/dev/null || fail "demo, another"
cp "$folder/another/record.key" "$locked/record.key"
for changed in '' 's/^SEALED+KEY+menshen/SEALED+KEY+menshem/'; do
  if [[ -n $changed ]]; then sed "$changed" "$state/record.key" >"$locked/record.key"; fi
  cp "$locked/record.key" "$folder/record.key"
  for command in rebuild 'prove 0'; do
    # shellcheck disable=SC2086
    must_exit 1 "$bin/menshen" ledger $command --state "$locked"
    grep -q 'locked/record.key.*bring back the file' "$folder/err" || fail "no remedy: $command"
  done
  cmp "$locked/record.key" "$folder/record.key" || fail "a damaged key was changed"
done

must_exit 0 ledger export "$folder/export"
must_exit 0 ledger export "$folder/export"
[[ -f $folder/export/checkpoint && -f $folder/export/key ]] || fail "export"
must_exit 0 "$bin/menshen-verify" "$folder/export" --key "$(cat "$folder/export/key")"
must_exit 0 "$bin/menshen-verify" "$folder/entry.tlog-proof" --key "$(cat "$folder/export/key")"
must_exit 65 ledger export --cosigned "$folder/cosigned"

must_exit 0 ledger prune
grep -q '0 entries are older' "$folder/said" || fail "prune has something to forget"
must_exit 1 ledger prune --yes --keep-days 1000
must_exit 0 ledger prune --yes
grep -q '"kept_years":3' "$state/record/retention" || fail "the policy is not published"

before=$(ledger tail -n 1)
must_exit 0 ledger rebuild
[[ -f $state/state.db && ! -e $state/state.db.before ]] || fail "rebuild left an older one"
[[ $(ledger tail -n 1) == "$before" ]] || fail "rebuild changed the record"

# One byte of an entry changed: not whole any more.
segment=$(find "$state/record" -name '*.seg' | sort | head -n 1)
offset=$(grep -abo 'operator\|face\.verify\|consent' "$segment" | head -n 1 | cut -d: -f1)
printf 'X' | dd of="$segment" bs=1 seek="$offset" conv=notrunc status=none
code=0
ledger verify >"$folder/said" 2>&1 || code=$?
[[ $code -eq 1 ]] || { cat "$folder/said"; fail "exit $code for a record that was changed"; }
