#!/usr/bin/env bash
# Ten thousand bad requests to a server that really does what the contract says: none may bring
# it down, none may be answered by 5xx but a deliberate 503, none that is not valid may succeed.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
share=$bin/../share/menshen
here=$(cd "$(dirname "$0")" && pwd)

awk '/^...yaml$/ { inside = 1; next } /^...$/ { inside = 0 } inside' \
  "$here/../../docs/first-day.md" >"$folder/all.yaml"
must_exit 0 "$bin/menshen" init --state "$state" --answers "$folder/all.yaml"
keys=
for role in operator dpo system_admin audit_admin device; do
  key=$("$bin/menshen" key make --state "$state" --label "$role" --role "$role" --device camera-1 --purpose door \
    --json | grep -oE 'msk_[0-9a-f-]+_[0-9a-f]+' | head -1)
  keys+="${keys:+,}\"$role\":\"$key\""
done
printf '{%s}' "$keys" >"$folder/keys.json"

start_server --plain --state "$state" --listen 127.0.0.1:0
node "$here/../contract/fuzz_requests.mjs" --contract "$share/openapi.json" \
  --deps "$share/deps" --url "$url" --keys "$folder/keys.json" --count "${2:-10000}" \
  --seed "${3:-1}"
kill -0 "$server" || fail "the server is gone"
