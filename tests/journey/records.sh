#!/usr/bin/env bash
# A little organization is put on file by commands, as docs/records.md shows it; what is wrong is
# refused with the remedy, and what is only asked changes nothing.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
docs=$(dirname "$0")/../../docs/records.md
menshen() { "$bin/menshen" "$@" --state "$state"; }
json() { node -e 'JSON.parse(require("fs").readFileSync(0, "utf8"))' <"$folder/out" || fail "no JSON"; }
entries() { menshen ledger verify --json | grep -o '"entries":[0-9]*'; }

# Nothing begins by a slip in the folder's name, nor by asking.
must_exit 65 menshen site put riverside --organization estate
must_say 'holds no record'
must_exit 65 menshen org put estate --dry-run
[[ ! -e $state ]] || fail "asking made the folder"

# What the documentation shows, word for word.
for file in sign.jpg report.pdf paper.pdf; do echo "$file" >"$folder/$file"; done
awk '/^...bash$/ { inside = 1; next } /^...$/ { inside = 0 } inside' "$docs" >"$folder/shown"
[[ $(wc -l <"$folder/shown") -ge 25 ]] || fail "docs/records.md shows nothing"
(cd "$folder" && PATH=$bin:$PATH STATE=$state bash -euo pipefail shown >said 2>&1) ||
  { cat "$folder/said"; fail "what docs/records.md shows does not run"; }
must_hold "$folder/said" 'withdrawn: 1; references erased: 0'

must_exit 0 "$bin/menshen-verify" "$folder/answer-1.receipt" --key "$("$bin/menshen" ledger key --state "$state")"
must_print 'consent receipt'
must_exit 0 "$bin/menshen-verify" "$folder/withdrawn-1.receipt" --key "$("$bin/menshen" ledger key --state "$state")"
must_print '"event_state":"withdrawn"'

# What is on file is what was said, for people and for programs.
must_exit 0 menshen device show camera-1
must_print 'Device camera-1 (version 1'
must_print 'capture, verify'
must_exit 0 menshen device show camera-1 --lang zh
must_print '设备 camera-1'
must_exit 0 menshen signage show check-1
must_print "$(sha256sum "$folder/sign.jpg" | cut -d' ' -f1)"
for kind in org site place device alternative signage purpose assignment notice display assessment \
  filing declaration incident request complaint obligation; do
  must_exit 0 menshen "$kind" list --org estate --json
  json
done
must_exit 0 menshen consent list --subject resident-1 --json
json
must_print '"withdrawn_at"'
must_exit 0 menshen request show request-1 --json
json
must_print '"outcome":"done"'
must_exit 0 menshen device list --site riverside --limit 1
must_print 'go on with --after camera-1'

# Only what is named is changed; what is the same already is not written again.
must_exit 0 menshen device put camera-1 --mode observe --storage ''
must_print 'version 2'
must_exit 0 menshen device show camera-1 --json
must_print '"mode":"observe","capabilities":["capture","verify"]}'
must_exit 0 menshen device put camera-1 --mode observe
must_print 'version 2'
echo '{"mode": "advise", "vendor": "某厂", "capabilities": null}' >"$folder/device.json"
must_exit 0 menshen device put camera-1 --from "$folder/device.json" --mode enforce --json
json
must_print '"mode":"enforce","vendor":"某厂"'

# Asked, and nothing more.
before=$(entries)
must_exit 0 menshen device put camera-1 --mode observe --dry-run
must_print 'nothing was changed'
must_print 'enforce -> observe'
must_exit 0 menshen device put camera-2 --place east-gate --dry-run --json
json
must_print '"dry_run":true'
must_exit 65 menshen device put camera-2 --place nowhere --dry-run
must_exit 0 menshen consent withdraw resident-1 door --dry-run
must_print 'nothing was changed'
[[ $(entries) == "$before" ]] || fail "asking changed something"
must_exit 65 menshen device show camera-2
must_say 'no such device is on file'

# Slips: which field, what is wrong, what is right.
must_exit 64 menshen device put camera-1 --modes observe
must_say "did you mean \`--mode\`?"
must_exit 64 menshen device put camera-1 --mode
must_exit 64 menshen device put
must_exit 64 menshen devices list
must_exit 65 menshen device put camera-1 --mode sometimes
must_say 'device.mode: is none of its words; say one of observe, advise, enforce'
must_exit 65 menshen place put east-gate --place-class compound
must_say 'place.place_class: is no word of the law for it; say one of residential_compound'
must_exit 65 menshen device put camera-3 --mode observe
must_say 'device needs place; give it'
must_exit 65 menshen purpose put door --retention-days long
must_say 'purpose.retention_days: is no whole number'
must_exit 65 menshen signage put check-1 --photo "$folder/nothing.jpg"
echo '{"modes": "observe"}' >"$folder/wrong.json"
must_exit 65 menshen device put camera-1 --from "$folder/wrong.json"
must_say "did you mean \`mode\`?"
must_exit 65 menshen declaration put wrong --fact security.acess_control --value true \
  --declared-on 2026-11-20
must_say "did you mean \`security.access_control\`?"
must_exit 65 menshen subject put resident-2 --birth-date 'Zhang San'
! grep -q Zhang "$folder/said" || fail "a refusal repeats what may be somebody's"

# Whose, always.
must_exit 64 menshen device list
must_say 'say exactly one of --org, --site, --place, --purpose and --subject'
must_exit 64 menshen device list --site riverside --place east-gate
must_exit 65 menshen subject list --org estate

# What was told and answered stays as it is, and nobody answers for somebody else.
must_exit 65 menshen notice put door-1 --rights-zh 不得撤回
must_say 'cannot be altered'
must_exit 64 menshen consent put answer-2 --subject resident-1
paper() {
  menshen consent paper answer-3 --subject resident-1 --purpose door --notice door-1 --given yes \
    --language zh-CN --shown-at 2026-11-21T09:00:00+08:00 \
    --answered-at 2026-11-21T09:05:00+08:00 --scan "$folder/paper.pdf" --entered-by staff-7 "$@"
}
must_exit 65 paper --checked-by staff-7 --alternative-offered yes
must_say 'a second person compares the paper'
must_exit 65 paper --checked-by staff-9
must_say 'no other way was offered'
must_exit 64 paper --alternative-offered yes
must_exit 65 paper --checked-by staff-9 --alternative-offered yes --storage-given yes
must_say 'the purpose asks for no consent to storage outside the device'
must_exit 0 paper --checked-by staff-9 --alternative-offered yes --dry-run
must_exit 65 menshen consent show answer-3

# A request is answered once, and by whom it was checked who asks; a refusal says why.
must_exit 0 menshen request open request-2 --subject resident-1 --kind deletion
must_exit 1 menshen request open request-2 --subject resident-1 --kind deletion
must_exit 1 menshen request answer request-2 --outcome 'done'
must_say 'request.identity_checked_at: is missing'
must_exit 65 menshen request answer request-2 --outcome refused
must_say 'a refusal gives its reason'
must_exit 0 menshen request answer request-2 --outcome refused --reason '无法核验身份'
must_exit 1 menshen request answer request-2 --outcome refused --reason again
must_exit 0 menshen obligation put check-signs --kind signage_check --raised-on 2026-11-20
must_exit 0 menshen obligation 'done' check-signs --done-by front-office
must_exit 1 menshen obligation 'done' check-signs --done-by front-office

# What is owed follows from the records; nobody's word ends what a record must show.
must_exit 0 menshen request open request-3 --subject resident-1 --kind access
must_exit 0 menshen obligation due
must_print 'answer_request:request-3'
must_exit 0 menshen obligation due --json
must_exit 1 menshen obligation 'done' answer_request:request-3 --done-by front-office
must_say 'a record shows when this is done'

# The fields are explained in either language, with the law's question.
must_exit 0 menshen place put --help --lang zh
must_print '设备所在的是什么场所？'
must_exit 0 menshen place put --help --lang en
must_print 'What kind of place is it?'

must_exit 0 menshen ledger verify
must_exit 0 menshen ledger rebuild
must_exit 0 menshen device show camera-1
must_print 'version 3'
