#!/usr/bin/env bash
# A passkey from its making to its use, in a real browser with an authenticator in software.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
must_exit 0 "$bin/menshen" org put estate --state "$state" --name 示例物业
# Browsers make passkeys for a name, so the port is chosen before.
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
  console.log(s.address().port); s.close(); })')
MENSHEN_URL=http://localhost:$port start_server --plain --state "$state" --listen "127.0.0.1:$port"
node "$(dirname "$0")/passkeys/main.mjs" chromium "http://localhost:$port" "$token" "$folder/browser"
must_hold "$folder/served" '"seen":"signed_in","operation":"showPasskey"'
must_hold "$folder/served" '"seen":"sign_in_refused","operation":"showPasskey"'
must_hold "$folder/served" '"seen":"signed_in","operation":"loginByPasskey","actor":"account:'
must_hold "$folder/served" '"seen":"sign_in_refused","operation":"loginByPasskey","actor":"anybody"'
must_exit 65 env MENSHEN_URL=http://gate.example "$bin/menshen" serve --plain --state "$folder/other"
