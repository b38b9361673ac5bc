#!/usr/bin/env bash
# The examples of clients, as they stand in clients/, against a real server over TLS.
# shellcheck source=tests/journey/serving.sh
source "$(dirname "$0")/serving.sh"
clients=$(dirname "$0")/../../clients
start
export MENSHEN_URL=$url MENSHEN_CA=$state/tls.pem MENSHEN_KEY=$device

each() {  # CODE TEXT SUBJECT PICTURE: every client ends with CODE and says TEXT
  local client
  for client in "$clients/curl/door.sh" "node $clients/node/door.mjs" "$bin/menshen-door"; do
    # shellcheck disable=SC2086  # a program and its file
    must_exit "$1" $client "$3" "$portraits/$4"
    must_print "$2"
  done
}

must_answer 201 "$operator" PUT /api/v1/subjects/p-1 -H 'Content-Type: application/json' \
  --data '{"birth_date":"1990-01-01","is_disabled_or_elderly":false}'
each 2 'not lawful (' p-1 astronaut.png
must_answer 200 "$operator" GET '/api/v1/notices?purpose=door'
ask 201 "$device" /api/v1/consents "{\"subject\":\"p-1\",\"purpose\":\"door\",
  \"device\":\"camera-1\",\"notice\":\"$(field records/0/record/id)\",\"language\":\"zh-CN\",
  \"shown_how\":\"screen\",\"shown_at\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",
  \"alternative_offered\":true,\"given\":true,\"act\":\"pressed\"}"
each 1 'not-found' p-1 astronaut.png
must_answer 200 "$device" POST /api/v1/faces:enroll -F subject=p-1 -F "image=@$portraits/astronaut.png"
each 0 'open' p-1 astronaut.png
each 1 'another person' p-1 grace_hopper.jpg
MENSHEN_KEY=msk_nobody each 1 'unauthenticated' p-1 astronaut.png
