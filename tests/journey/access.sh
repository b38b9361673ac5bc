#!/usr/bin/env bash
# Who may ask, said at the machine: accounts with their tokens, and keys that are shown once.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
menshen() { "$bin/menshen" "$@" --state "$state"; }

must_exit 65 menshen account list
must_exit 0 menshen org put estate --name 示例物业
must_exit 0 menshen account list
must_print 'menshen account link'
[[ ! -e $state/access.sealed ]] || fail "asking made a file"

# The first link, and those of everybody after.
must_exit 0 menshen account link --lang zh
must_print '一次性令牌'
must_exit 0 menshen account put Sec --role security_admin --json
[[ $(field account/login) == sec && $(field token) =~ ^[0-9a-f]{64}$ ]] || fail "no account"
id=$(field account/id)
must_exit 0 menshen account put sec2 --role security_admin
must_exit 65 menshen account put both --role system_admin --role audit_admin
must_say 'goes with no other role'
must_exit 65 menshen account put inspector --role regulator
must_say 'expires_at: '
must_exit 65 menshen account put boss --role emperor
must_say 'emperor'
must_exit 0 menshen account disable sec
must_print 'disabled'
must_exit 1 menshen account disable sec2
must_say 'nobody would be security_admin'
must_exit 1 menshen account link sec
must_exit 0 menshen account list --json
[[ $(field items/0/id) == "$id" && $(field items/0/is_disabled) == true ]] || fail "list"
[[ $(stat -c %a "$state/access.sealed") == 600 ]] || fail "others can read who may ask"

# A key: shown once, listed without what makes it one, and ended.
must_exit 65 menshen key make --label gate --role device
must_say 'device: '
must_exit 0 menshen key make --label 门口 --role device --device gate-1 --purpose entry --json
key=$(field key) id=$(field api_key/id)
[[ $key == "msk_${id}_"* && ${#key} -eq 105 ]] || fail "no key"
must_exit 0 menshen key list
must_print "$id"
must_print 'gate-1'
for file in "$folder/out" "$state"/access.sealed; do
  ! grep -qF "${key##*_}" "$file" || fail "$file holds the secret"
done
must_exit 0 menshen key revoke "$id"
must_print 'revoked'
must_exit 0 menshen key list --lang zh
must_print '已吊销'
must_exit 65 menshen key revoke nobody
must_exit 65 menshen key make --label x --role operator --days 367

# Every change is in the record, by what was done and without a name; and what is on file is
# made anew from it as ever.
must_exit 0 menshen ledger tail -n 20
for action in account.link account.put api_key.put api_key.revoke; do must_print "$action"; done
! grep -qE 'sec2|门口' "$folder/out" || fail "the record names somebody"
must_exit 0 menshen ledger rebuild
must_exit 0 menshen ledger verify

# Of another vault, or changed: refused, with the way out.
printf 'x' | dd of="$state/access.sealed" bs=1 seek=40 conv=notrunc status=none
must_exit 1 menshen account list
must_say 'menshen account link'
