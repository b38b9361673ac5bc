#!/usr/bin/env bash
# Others hear of decisions: by webhooks, which the published client of Standard Webhooks checks,
# also when the receiver was down or the server was killed; and by a stream, which goes on where
# it was. Nothing that is said names anybody.
# shellcheck source=tests/journey/serving.sh
source "$(dirname "$0")/serving.sh"
client=$(realpath "$bin/../share/menshen/deps/standardwebhooks/index.js")
admin=$(make_key admin --role system_admin)

receive() {  # [PORT]
  : >"$folder/port"
  node "$(dirname "$0")/webhook_receiver.js" "$client" "$folder/secret" "$folder/received" "$@" \
    >"$folder/port" &
  receiver=$!
  pids+=("$receiver")
  wait_until test -s "$folder/port"
  port=$(<"$folder/port")
}
receive_no_more() { kill "$receiver"; wait "$receiver" || true; }
received() { grep -c "$1" "$folder/received" || true; }
has_received() { [[ $(received "$2") -ge $1 ]]; }       # COUNT PATTERN
has_heard() { [[ $(grep -c "$3" "$2") -ge $1 ]]; }      # COUNT FILE PATTERN
all_verified() { [[ $(received '"state":"good"') == $(wc -l <"$folder/received") ]]; }
has_failed_once() {
  must_answer 200 "$admin" GET "/api/v1/webhooks/$id"
  [[ $(field failed_attempts) == 1 ]]
}
refuse_once() {  # a decision of no: nobody is on file
  must_answer 403 "$device" POST /api/v1/faces:verify -F subject=zhang-san \
    -F "image=@$portraits/astronaut.png"
}

# Where the server was not told to, it sends to no private network; a name of one is no way in.
: >"$folder/received"
start
receive
ask 422 "$admin" /api/v1/webhooks "{\"url\":\"http://127.0.0.1:$port/\",\"label\":\"door\"}"
ask 201 "$admin" /api/v1/webhooks "{\"url\":\"https://localhost:$port/\",\"label\":\"door\"}"
id=$(field webhook/id)
must_answer 200 "$admin" POST "/api/v1/webhooks/$id:test"
[[ $(field is_delivered) == false ]] || fail "sent to a private network"
must_print 'webhooks.private_networks'
must_answer 204 "$admin" DELETE "/api/v1/webhooks/$id"
must_answer 403 "$device" GET /api/v1/webhooks
stop

export MENSHEN_WEBHOOKS_PRIVATE_NETWORKS=true
start
ask 201 "$admin" /api/v1/webhooks \
  "{\"url\":\"http://127.0.0.1:$port/hook\",\"label\":\"door\",\"types\":[\"decision\"]}"
field secret >"$folder/secret"
id=$(field webhook/id)
must_answer 200 "$admin" POST "/api/v1/webhooks/$id:test"
[[ $(field status) == 204 && $(received '"state":"good".*ping') == 1 ]] || fail "no ping"

# Somebody listens, too.
curl -sSN --cacert "$state/tls.pem" -H "X-API-Key: $operator" "$url/api/v1/events" \
  >"$folder/heard" &
listener=$!
pids+=("$listener")
sleep 0.5  # nothing shows that the stream has begun
refuse_once
wait_until has_received 1 decision.deny
all_verified || { cat "$folder/received"; fail "not verified"; }
wait_until has_heard 1 "$folder/heard" '^data: .*decision.deny'
last=$(sed -n 's/^id: //p' "$folder/heard" | tail -1)

# The receiver is down, and what happens meanwhile waits for it.
receive_no_more
refuse_once
wait_until has_failed_once
[[ -n $(field next_attempt_at) ]] || fail "is not tried again"

# The server is killed: what it did not send is not forgotten.
refuse_once
kill -9 "$server"
wait "$server" || true
start
receive "$port"
must_answer 200 "$admin" POST "/api/v1/webhooks/$id:test"
wait_until has_received 3 decision.deny
[[ $(grep decision.deny "$folder/received" | grep -o '"id":"[^"]*"' | sort -u | wc -l) == 3 ]] ||
  { cat "$folder/received"; fail "not three decisions"; }
all_verified || fail "not verified"
must_answer 200 "$admin" GET "/api/v1/webhooks/$id/deliveries"
[[ $(field items/0/is_delivered) == true ]] || { cat "$folder/out"; fail "not listed"; }

# Another secret, and for a day both.
must_answer 200 "$admin" POST "/api/v1/webhooks/$id:rotate-secret"
field secret >"$folder/secret"
refuse_once
wait_until has_received 4 decision.deny
must_hold "$folder/received" '"signatures":2'
all_verified || fail "not verified"

# Who listened comes again, and has missed nothing.
kill "$listener" 2>/dev/null || true
curl -sSN --cacert "$state/tls.pem" -H "X-API-Key: $operator" -H "Last-Event-ID: $last" \
  "$url/api/v1/events" >"$folder/heard_again" &
listener=$!
pids+=("$listener")
wait_until has_heard 3 "$folder/heard_again" '^event: decision'
# From the beginning on, obligations too.
kill "$listener"
curl -sSN --cacert "$state/tls.pem" -H "X-API-Key: $operator" -H "Last-Event-ID: 0" \
  "$url/api/v1/events" >"$folder/heard_all" &
listener=$!
wait_until has_heard 4 "$folder/heard_all" '^event: decision'
has_heard 1 "$folder/heard_all" '^event: obligation' || fail "no obligation"
must_answer 422 "$operator" GET /api/v1/events -H 'Last-Event-ID: x'
must_answer 403 "$device" GET /api/v1/events
must_answer 401 nobody GET /api/v1/events
stop
grep -rlE 'zhang-san|score' "$folder/received" "$folder/heard"* "$folder/served" &&
  fail "somebody is named"
grep -rq 'whsec_' "$state" "$folder/served" && fail "a secret lies open"
true
