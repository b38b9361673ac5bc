#!/usr/bin/env bash
# The story of the demo comes out as the law says, in both languages, and its record can be
# checked by an auditor who has nothing but the files.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"

must_exit 0 "$bin/menshen" demo --lang en
grep -q "of 19 steps, 19 came out as the law says" "$folder/out"
must_exit 0 "$bin/menshen" demo --lang zh
grep -q "《人脸识别技术应用安全管理办法》" "$folder/out"

must_exit 0 "$bin/menshen" demo --json --record "$folder/record"
node=$(grep -o '"as_expected":true' "$folder/out" | wc -l)
[[ $node -eq 19 ]]
grep -q '"rule_id":"M25-13-4"' "$folder/out"
# Of the five searches one names somebody: who is enrolled for it, and has not withdrawn.
[[ $(grep -o '"identification":' "$folder/out" | wc -l) -eq 1 ]]
grep -q '"identification":{"subject":"visitor_1",.*"gallery_size":2}' "$folder/out"

key=$(cat "$folder/record/key")
must_exit 0 "$bin/menshen-verify" "$folder/record" --key "$key"
must_exit 2 "$bin/menshen-verify" "$folder/record"
# What the caller was given with the first enrolment's refusal, and the same with one bit changed.
receipt=$folder/record/receipts/step_2.cose
must_exit 0 "$bin/menshen-verify" "$receipt" --key "$key"
grep -q 'M25-6-1' "$folder/out"
printf '\xff' | dd of="$receipt" bs=1 seek=200 conv=notrunc status=none
must_exit 1 "$bin/menshen-verify" "$receipt" --key "$key"
bundle=$(find "$folder/record/tile/entries" -type f)
printf '\xff' | dd of="$bundle" bs=1 seek=100 conv=notrunc status=none
must_exit 1 "$bin/menshen-verify" "$folder/record" --key "$key"
must_exit 65 "$bin/menshen-verify" "$folder/nothing"

must_exit 64 "$bin/menshen" demo --lang fr
must_exit 64 "$bin/menshen"
must_exit 64 "$bin/menshen" dance
