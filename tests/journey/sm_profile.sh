#!/usr/bin/env bash
# A record in the SM profile: signed with SM2 too, sealed with SM4-GCM, read after a return to
# the standard one, and checked by the verifier that knows neither.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
ledger() { "$bin/menshen" ledger "$@" --state "$state"; }

mkdir "$state"
echo 'profile: gm' >"$state/vault.yaml"
must_exit 65 "$bin/menshen" demo --state "$state"
grep -q 'line 1: .profile. is .gm.' "$folder/said" || fail "the refusal does not name the line"

echo 'profile: sm' >"$state/vault.yaml"
"$bin/menshen" demo --state "$state" >/dev/null || fail "demo"
must_exit 0 ledger verify
must_exit 0 ledger key --sm2
sm2=$(cat "$folder/said")
[[ $sm2 == menshen+*+/wYIKoEcz1UBg3UE* ]] || fail "key --sm2 prints $sm2"
[[ $(head -n 1 "$state/record.sm2.key") == "SEALED+KEY+$sm2" ]] || fail "record.sm2.key"
[[ $(tail -n 1 "$state/record.key") == A[g-v]* ]] || fail "record.key is not sealed with SM4"

must_exit 0 ledger export "$folder/export"
[[ $(grep -c '^— menshen ' "$folder/export/checkpoint") -eq 2 ]] || fail "not signed twice"
must_exit 0 "$bin/menshen-verify" "$folder/export" --key "$(ledger key)"
must_exit 64 "$bin/menshen-verify" "$folder/export" --key "$sm2"

# By openssl alone, from what docs/record-format.md says of the line.
if command -v openssl >/dev/null; then
  line=$(grep '^— menshen ' "$folder/export/checkpoint" | tail -n 1 | cut -d' ' -f3)
  sed '/^$/,$d' "$folder/export/checkpoint" >"$folder/text"
  {
    printf '\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08'
    printf '\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x03\x42\x00'
    cut -d+ -f3- <<<"$sm2" | base64 -d | tail -c 65
  } >"$folder/key.der"
  r=$(base64 -d <<<"$line" | head -c 36 | tail -c 32 | od -An -v -tx1 | tr -d ' \n')
  s=$(base64 -d <<<"$line" | tail -c 32 | od -An -v -tx1 | tr -d ' \n')
  printf 'asn1=SEQUENCE:pair\n[pair]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$r" "$s" >"$folder/asn1"
  openssl asn1parse -genconf "$folder/asn1" -noout -out "$folder/signature.der"
  must_exit 0 openssl dgst -sm3 -keyform DER -verify "$folder/key.der" \
    -sigopt distid:1234567812345678 -signature "$folder/signature.der" "$folder/text"
fi

# The same stores in the other profile: what SM4 sealed is read, the line is no longer made.
echo 'profile: standard' >"$state/vault.yaml"
must_exit 0 ledger rebuild
must_exit 0 ledger verify
must_exit 0 ledger export "$folder/standard"
[[ $(grep -c '^— menshen ' "$folder/standard/checkpoint") -eq 1 ]] || fail "signed twice"
[[ $(ledger key --sm2) == "$sm2" ]] || fail "another SM2 key"
