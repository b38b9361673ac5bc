#!/usr/bin/env bash
# A person is backed up, erased, and proved absent; the certificate is checked by who has nothing
# of the server; and the backup of before brings nobody back.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
backups=$folder/backups
kek=$folder/apart/vault.kek
says() { grep -q -- "$1" "$folder/said" || { cat "$folder/said"; fail "it does not say: $1"; }; }
subject() { "$bin/menshen" subject "$@" --state "$state"; }
backup() { "$bin/menshen" backup "$@"; }

# The demo erases the visitor at its end, and leaves a child on file.
"$bin/menshen" demo --state "$state" >/dev/null || fail "demo"
mkdir "$folder/apart"
cp "$state/vault.passphrase" "$folder/apart/"

must_exit 0 subject prove-absent visitor_1
says 'nothing of the person was found'
must_exit 1 subject prove-absent child_1 --json
says '"is_absent":false'
must_exit 1 subject prove-absent child_1 --lang zh
says '找到该当事人的痕迹'
must_exit 65 subject prove-absent ''

# Beside a server, and beside none.
start_server --plain --state "$state" --listen 127.0.0.1:0
must_exit 0 backup create --state "$state" "$backups" --kek-copy "$kek"
must_exit 0 backup verify --state "$state" "$backups"
kill "$server"
wait "$server" || true
first=$(find "$backups" -mindepth 1 -maxdepth 1 -type d)
must_exit 0 backup verify "$first" --kek "$kek" --passphrase "$folder/apart/vault.passphrase"
says 'is whole and unchanged'
[[ ! -e $state/vault.db.copy ]] || fail "a copy of the database is left"
! grep -rq child_1 "$first" || fail "the backup shows a person"
! find "$backups" -name 'vault.kek' -o -name 'state.db' | grep -q . || fail "too much is backed up"
cp "$backups/keys" "$folder/older_keys"
cp "$kek" "$folder/older_kek"

# Asked, and only asked; then done.
must_exit 0 subject erase child_1 --certificate "$folder/certificate"
says 'nothing was changed'
must_exit 1 subject prove-absent child_1
must_exit 0 subject erase child_1 --certificate "$folder/certificate" --yes
says 'nothing of the person was found'
must_exit 0 subject prove-absent child_1
must_exit 65 subject erase child_1 --certificate "$folder/another" --yes
must_exit 0 "$bin/menshen" ledger verify --state "$state" --json
says '"unfinished":\[\]'

key=$("$bin/menshen" ledger key --state "$state")
must_exit 0 "$bin/menshen-verify" "$folder/certificate" --key "$key"
says 'deletion certificate'
says 'state.db, records: 1 before, 0 after'
says 'action      subject.erase'
! grep -q child_1 "$folder/certificate" "$folder/said" || fail "the certificate names the person"
must_exit 2 "$bin/menshen-verify" "$folder/certificate"
size=$(stat -c %s "$folder/certificate")
for at in 3 $((size / 4)) $((size / 2)) $((size - 1)); do
  cp "$folder/certificate" "$folder/changed"
  byte=$(od -An -tu1 -j "$at" -N 1 "$folder/changed" | tr -d ' ')
  printf '%b' "$(printf '\\x%02x' $((byte ^ 1)))" |
    dd of="$folder/changed" bs=1 seek="$at" conv=notrunc status=none
  must_exit 1 "$bin/menshen-verify" "$folder/changed" --key "$key"
done

# The backup of before, with the keys of now: everybody but the person.
must_exit 0 backup keys --state "$state" "$backups" --kek-copy "$kek"
restore() { backup restore "$first" --kek "$kek" --passphrase "$folder/apart/vault.passphrase" "$@"; }
must_exit 0 restore --state "$folder/restored"
says 'whole and unchanged'
must_exit 1 restore --state "$folder/restored"
must_exit 0 "$bin/menshen" subject prove-absent child_1 --state "$folder/restored"
must_exit 1 "$bin/menshen" subject prove-absent public_domain_portraits --state "$folder/restored"
must_exit 0 "$bin/menshen" ledger verify --state "$folder/restored"

# The keys of before open with nothing that is left.
cp "$backups/keys" "$folder/newest_keys"
cp "$folder/older_keys" "$backups/keys"
must_exit 1 restore --state "$folder/brought_back"
[[ ! -e $folder/brought_back && ! -e $folder/brought_back.restoring ]] || fail "something was restored"
cp "$folder/newest_keys" "$backups/keys"

# What is not whole is refused, and what was not finished is no backup.
must_exit 0 backup create --state "$state" "$backups" --kek-copy "$kek"
second=$(find "$backups" -mindepth 1 -maxdepth 1 -type d | sort | tail -n 1)
[[ $second != "$first" ]] || fail "no second backup"
must_exit 0 backup verify --state "$state" "$backups"
printf 'X' | dd of="$second/000001" bs=1 seek=20 conv=notrunc status=none
must_exit 1 backup verify --state "$state" "$backups"
rm "$second/manifest"
must_exit 0 backup verify --state "$state" "$backups"
must_exit 0 backup create --state "$state" "$backups"
[[ $(find "$backups" -mindepth 2 -name manifest | wc -l) -eq 2 ]] || fail "backups are not two"
must_exit 64 backup verify "$backups"
must_exit 65 backup verify --state "$state" "$folder/nothing"
