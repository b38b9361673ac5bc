#!/usr/bin/env bash
# Who may ask, over HTTP: every role asks for every operation, and whoever is none is kept out.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
here=$(cd "$(dirname "$0")" && pwd)

must_exit 0 "$bin/menshen" org put estate --state "$state" --name 示例物业
device=$("$bin/menshen" key make --state "$state" --label gate --role device --device gate-1 --json |
  grep -oE 'msk_[0-9a-f-]+_[0-9a-f]+' | head -1)
start_server --plain --state "$state" --listen 127.0.0.1:0
node "$here/who_asks/main.mjs" "$bin/../share/menshen/openapi.json" "$here/../../api/roles.tsv" \
  "$url" "$token" "$device"
kill -TERM "$server"
wait "$server" || fail "the server did not end well"

# What the log says of it, and what it does not.
for seen in password_good signed_in sign_in_refused sign_in_waits credential_refused role_missing; do
  must_hold "$folder/served" "\"event\":\"access\",\"seen\":\"$seen\""
done
must_hold "$folder/served" '"seen":"sign_in_refused","operation":"login","actor":"anybody","peer":"127.0.0.'
must_hold "$folder/served" '"seen":"sign_in_waits","operation":"login","actor":"account:'
for secret in chen. no.such.person Correct-horse msk_ "$(cut -d_ -f3 <<<"$device")"; do
  ! grep -qF -- "$secret" "$folder/served" || fail "the log holds $secret"
done
