# What journeys of the server share: a lawful office, keys for who is to ask, and the server,
# started and stopped, with what asks it. Where `mode` is `one_to_many` its door searches.
# shellcheck shell=bash
# shellcheck source=tests/journey/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
state=$folder/state
# shellcheck disable=SC2034  # read by the journeys
portraits=$bin/../share/menshen/deps/portraits
menshen() { "$bin/menshen" "$@"; }

# A lawful office, and keys for who is to ask.
docs=$(dirname "${BASH_SOURCE[0]}")/../../docs/first-day.md
awk '/^...yaml$/ { inside = 1; next } /^...$/ { inside = 0 } inside' "$docs" >"$folder/all.yaml"
sed -i "s/^mode: one_to_one/mode: ${mode:-one_to_one}/" "$folder/all.yaml"
must_exit 0 menshen init --state "$state" --answers "$folder/all.yaml"
make_key() {  # LABEL OPTION ...: the key alone
  menshen key make --state "$state" --label "$1" "${@:2}" --json |
    grep -oE 'msk_[0-9a-f-]+_[0-9a-f]+' | head -1
}
# shellcheck disable=SC2034  # likewise
operator=$(make_key desk --role operator --role dpo)
# shellcheck disable=SC2034  # likewise
device=$(make_key camera --role device --device camera-1 --purpose door)
# shellcheck disable=SC2034  # likewise
auditor=$(make_key audit --role audit_admin)

# shellcheck disable=SC2120  # journeys give options
start() { start_server --state "$state" --listen 127.0.0.1:0 "$@"; }  # OPTION ...
stop() {
  local code=0
  kill -TERM "$server"
  wait "$server" || code=$?
  [[ $code -eq 0 ]] || { cat "$folder/served"; fail "exit $code after SIGTERM"; }
}
# STATUS KEY METHOD PATH [CURL OPTION ...]; KEY is an API key, or the file of a certificate; the
# answer is in `out`
must_answer() {
  local status shown=(-H "Authorization: Bearer $2")
  [[ $2 != *.pem ]] || shown=(--cert "$2")
  status=$(curl -sS --tlsv1.3 --cacert "$state/tls.pem" -o "$folder/out" -w '%{http_code}' \
    "${shown[@]}" -X "$3" "$url$4" "${@:5}")
  [[ $status == "$1" ]] || { cat "$folder/out"; fail "$3 $4: $status, not $1"; }
}
ask() {  # STATUS KEY PATH JSON
  must_answer "$1" "$2" POST "$3" -H 'Content-Type: application/json' --data-binary "$4"
}
wait_until() {  # COMMAND ...: half a minute at most
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if "$@"; then return; fi
    sleep 0.1
  done
  fail "in vain: $*"
}
