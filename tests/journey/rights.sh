#!/usr/bin/env bash
# Persons ask: each request is opened, who asks is checked without a face, and answering it does
# what was asked and writes what the person is handed.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
person=guest_1
menshen() { "$bin/menshen" "$@" --state "$state"; }
field() { node -e 'let v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const k of process.argv[2].split("/")) v = v?.[k]; console.log(v ?? "")' "$1" "$2"; }
open_request() {  # ID KIND
  must_exit 0 menshen request open "$1" --subject "$person" --kind "$2"
}
checked() {  # ID KIND: open, and who asks is known
  open_request "$1" "$2"
  must_exit 0 menshen request check-identity "$1" --identity-checked-by phone_code
}
answered() {  # ID OPTION ...: answered once, with the digest of what was handed over
  must_exit 0 menshen request answer "$1" --out "$folder/$1" "${@:2}"
  [[ $(stat -c %a "$folder/$1") == 600 ]] || fail "others can read what is the person's"
  must_exit 0 menshen request show "$1"
  must_print "$(sha256sum "$folder/$1" | cut -d' ' -f1)"
  must_exit 1 menshen request answer "$1" --out "$folder/again"
  [[ ! -e $folder/again ]] || fail "$1 was answered twice"
}
is_frozen() {
  must_exit 0 menshen subject show "$person" --json
  [[ -n $(field "$folder/out" record/frozen_since) ]]
}

# The demo leaves a guest on file, who agreed to be looked for.
"$bin/menshen" demo --state "$state" >/dev/null || fail "demo"

# Nobody is answered whose identity was not checked, and no face is ever needed for that.
open_request see access
must_exit 1 menshen request answer see --out "$folder/see"
must_say 'request.identity_checked_at: is missing'
must_exit 65 menshen request check-identity see --identity-checked-by face
must_say 'say one of id_document, phone_code, account, known_to_staff'
for way in id_document phone_code account known_to_staff; do
  must_exit 0 menshen request check-identity see --identity-checked-by "$way" --dry-run
done
must_exit 0 menshen request check-identity see --identity-checked-by id_document
must_exit 64 menshen request answer see
must_say 'give --out'
must_exit 64 menshen request answer see --answer "$0"
echo mine >"$folder/taken"
must_exit 1 menshen request answer see --out "$folder/taken"
must_say 'is written over nothing'
[[ $(<"$folder/taken") == mine ]] || fail "a file was written over"
must_exit 0 menshen request answer see --out "$folder/see" --dry-run
must_print 'nothing was changed'
[[ ! -e $folder/see ]] || fail "asking wrote a file"

# Access: what is held, where, why, and when it was used.
answered see --lang zh
for text in '您的个人信息档案' "您的编号（化名）：$person" '三、用途、依据、存放与接收方' \
  '合法性基础：本人同意' '四、使用和变更记录' '人脸' '核验身份不需要您的人脸'; do
  must_hold "$folder/see" "$text"
done

# A copy that other programs read, with receipts that whoever has them can check.
checked take copy
answered take
[[ $(field "$folder/take" type) == menshen.person-file ]] || fail "no file of a person"
[[ $(field "$folder/take" records/0/kind) == subject ]] || fail "no record in the copy"
[[ $(field "$folder/take" uses/0/action) == subject.put ]] || fail "no uses in the copy"
field "$folder/take" consent_receipts/0/cose | base64 -d >"$folder/receipt"
must_exit 0 "$bin/menshen-verify" "$folder/receipt" --key "$("$bin/menshen" ledger key --state "$state")"
must_print 'consent receipt'

# A correction, and nothing but that.
checked mend correction
must_exit 65 menshen request answer mend --out "$folder/mend"
must_say 'a correction needs --from'
echo '{"relation": "martian"}' >"$folder/wrong.json"
must_exit 65 menshen request answer mend --out "$folder/mend" --from "$folder/wrong.json"
must_say 'subject.relation: is no word of the law'
echo '{"frozen_since": "2026-11-20T00:00:00Z"}' >"$folder/wrong.json"
must_exit 65 menshen request answer mend --out "$folder/mend" --from "$folder/wrong.json"
must_say 'answer a request to freeze'
[[ ! -e $folder/mend ]] || fail "a letter of what was not done"
echo '{"relation": "visitor"}' >"$folder/right.json"
answered mend --from "$folder/right.json"
must_hold "$folder/mend" 'became visitor'
must_exit 0 menshen subject show "$person" --json
[[ $(field "$folder/out" record/relation) == visitor ]] || fail "nothing was corrected"

# Restricted by the person alone, for as long as they say, over a registry made anew.
must_exit 64 menshen subject put "$person" --frozen-since 2026-11-20T00:00:00Z
must_exit 65 menshen subject put "$person" --from "$folder/wrong.json"
must_say 'is for the person to say'
checked stop freeze
answered stop
must_hold "$folder/stop" 'used for nothing'
is_frozen || fail "nothing was restricted"
must_exit 0 menshen ledger rebuild
is_frozen || fail "the restriction did not outlive the registry"
checked go unfreeze
answered go --lang zh
must_hold "$folder/go" '已按您的请求恢复使用'
! is_frozen || fail "it is restricted still"

# Consent withdrawn; asked once more there is nothing left to withdraw.
checked leave withdrawal
answered leave
must_hold "$folder/leave" 'consents withdrawn: 1'
must_exit 0 menshen consent list --subject "$person" --json
must_print '"withdrawn_at"'
checked leave-again withdrawal
answered leave-again
must_hold "$folder/leave-again" 'no consent stood'

# What people write themselves is put on file with its digest.
checked why explanation
must_exit 0 menshen request answer why --answer "$folder/right.json"
must_exit 0 menshen request show why
must_print "$(sha256sum "$folder/right.json" | cut -d' ' -f1)"

# A refusal gives its reason, and needs no identity.
open_request no deletion
must_exit 65 menshen request answer no --outcome refused
must_say 'a refusal gives its reason'
must_exit 0 menshen request answer no --outcome refused --reason '无法核验身份'

# A complaint is answered like a request.
must_exit 0 menshen complaint open loud --subject "$person" --text '答复太慢'
must_exit 0 menshen complaint answer loud --outcome 'done'

# Deleted, with a certificate; the request goes with the person.
checked forget deletion
must_exit 1 menshen request answer forget --out "$folder/taken"
must_exit 0 menshen request answer forget --dry-run
must_print 'nothing was changed'
must_exit 0 menshen request answer forget --out "$folder/certificate"
must_exit 0 "$bin/menshen-verify" "$folder/certificate" --key "$("$bin/menshen" ledger key --state "$state")"
must_print 'deletion certificate'
must_exit 0 menshen subject prove-absent "$person"
must_exit 65 menshen request show forget
must_exit 65 menshen request answer forget --out "$folder/none"
! grep -q "$person" "$folder/said" || fail "an error names the person"
must_exit 0 menshen ledger verify
