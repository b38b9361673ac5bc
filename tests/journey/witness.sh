#!/usr/bin/env bash
# Two witnesses cosign the record of a running server; one is killed and started again, and
# signs no other past than before.
set -euo pipefail
bin=$1
unset MENSHEN_DIFFERENTIAL_SETS MENSHEN_MUTATIONS  # of other tests; the server knows no such
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$folder"' EXIT
fail() {
  echo "$1"
  tail -n 20 "$folder"/*.err
  exit 1
}
wait_for() {  # FILE TEXT
  local tries=0
  until grep -q "$2" "$1" 2>/dev/null; do
    ((tries += 1))
    if ((tries > 300)); then fail "no '$2' in $1"; fi
    sleep 0.1
  done
}
port_in() {  # FILE: the port of the last address in it
  grep -oE '127\.0\.0\.1:[0-9]+' "$1" | tail -n 1 | cut -d: -f2
}
http() {  # PORT METHOD PATH [BODY FILE]: status line, head and body
  local length=0
  [[ $# -lt 4 ]] || length=$(wc -c <"$4")
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n' \
    "$2" "$3" "$length" >&3
  [[ $# -lt 4 ]] || cat "$4" >&3
  cat <&3
  exec 3>&-
}
start_witness() {  # NUMBER PORT
  : >"$folder/w$1.err"  # what an earlier one said
  "$bin/menshen-witness" serve --name "witness.example/$1" --state "$folder/w$1" \
    --log "$key" --listen "127.0.0.1:$2" 2>"$folder/w$1.err" &
  witness=$!
  pids+=("$witness")
  wait_for "$folder/w$1.err" 'http://'
}
start_server() {  # further options
  : >"$folder/s.err"
  "$bin/menshen" serve --plain --state "$folder/state" --listen 127.0.0.1:0 "$@" 2>"$folder/s.err" &
  server=$!
  pids+=("$server")
  wait_for "$folder/s.err" 'serving'
  port=$(port_in "$folder/s.err")
}
stop() {  # PID
  kill -TERM "$1"
  wait "$1" || true
}

# A record with entries, and its key.
"$bin/menshen" demo --record "$folder/demo" >/dev/null --state "$folder/state" || fail "demo"
# What is owed, and the first link, are written down now, and not when a server first looks: it
# stays of one size.
"$bin/menshen" obligation due --state "$folder/state" >/dev/null || fail "obligation due"
"$bin/menshen" account link --state "$folder/state" >/dev/null || fail "account link"
key=$("$bin/menshen" ledger key --state "$folder/state")

start_witness 1 0
first=$witness
port1=$(port_in "$folder/w1.err")
start_witness 2 0
port2=$(port_in "$folder/w2.err")
key1=$("$bin/menshen-witness" key --name witness.example/1 --state "$folder/w1")
key2=$("$bin/menshen-witness" key --name witness.example/2 --state "$folder/w2")
[[ $key1 == witness.example/1+* && $key1 != "$key2" ]] || fail "keys of the witnesses"
witnesses=(--witness "http://127.0.0.1:$port1=$key1" --witness "http://127.0.0.1:$port2=$key2")
[[ $(stat -c %a "$folder/w1/witness.key") == 600 ]] || fail "others may read a witness's key"

# Both sign, and the server shows it.
start_server "${witnesses[@]}"
wait_for "$folder/state/record/checkpoint" 'witness.example/2'
http "$port" GET /api/v1/ledger/checkpoint >"$folder/checkpoint"
for name in menshen witness.example/1 witness.example/2; do
  grep -q "^— $name " "$folder/checkpoint" || fail "not signed by $name"
done
http "$port" GET /api/v1/ledger/proofs/0 | grep -q '^— witness.example/1 ' ||
  fail "a proof without the witnesses"
size=$(sed -n '/^menshen$/{n;p;q}' "$folder/state/record/checkpoint")
"$bin/menshen" ledger verify --state "$folder/state" || fail "verify beside the server"

# Somebody who trusts neither the server nor its code sees both witnesses.
"$bin/menshen" ledger export --state "$folder/state" --cosigned "$folder/export"
"$bin/menshen" ledger prove --state "$folder/state" 0 --out "$folder/0.tlog-proof"
for path in "$folder/export" "$folder/0.tlog-proof"; do
  "$bin/menshen-verify" "$path" --key "$key" --witness "$key1" --witness "$key2" ||
    fail "menshen-verify does not find it cosigned: $path"
done
key3=$("$bin/menshen-witness" key --name witness.example/3 --state "$folder/w3")
code=0
"$bin/menshen-verify" "$folder/export" --key "$key" --witness "$key3" || code=$?
[[ $code -eq 1 ]] || fail "exit $code for a witness that nobody asked"

# One is killed: the record goes on without it, and it comes back with what it knew.
kill -9 "$first"
wait "$first" || true
start_witness 1 "$port1"
stop "$server"
rm "$folder/state/record/checkpoint"
start_server "${witnesses[@]}"
for number in 1 2; do wait_for "$folder/state/record/checkpoint" "witness.example/$number"; done
stop "$server"

# Another record under the same key: neither signs it.
mkdir "$folder/fork"
cp "$folder/state/record.key" "$folder/state"/vault.{keys,kek,passphrase} "$folder/fork/"
"$bin/menshen" demo >/dev/null --state "$folder/fork" || fail "demo 2"
"$bin/menshen" obligation due --state "$folder/fork" >/dev/null || fail "obligation due 2"
"$bin/menshen" account link --state "$folder/fork" >/dev/null || fail "account link 2"
"$bin/menshen" ledger export --state "$folder/fork" "$folder/demo2" >/dev/null || fail "export 2"
{
  printf 'old %s\n\n' "$size"
  cat "$folder/demo2/checkpoint"
} >"$folder/request"
http "$port1" POST /add-checkpoint "$folder/request" >"$folder/answer"
grep -qE '^HTTP/1.1 (409|422) ' "$folder/answer" || fail "a witness signed a fork"
if grep -q '^— witness' "$folder/answer"; then fail "a signature beside a refusal"; fi
{
  printf 'old 0\n\n'
  cat "$folder/demo2/checkpoint"
} >"$folder/request"
http "$port2" POST /add-checkpoint "$folder/request" >"$folder/answer"
grep -q '^HTTP/1.1 409 ' "$folder/answer" || fail "a witness forgot what it signed"
grep -qi '^content-type: text/x.tlog.size' "$folder/answer" || fail "409 without the size"
grep -qx "$size" "$folder/answer" || fail "409 with another size"
mv "$folder/state" "$folder/old"
mv "$folder/fork" "$folder/state"
start_server "${witnesses[@]}"
wait_for "$folder/s.err" 'has signed other entries'
stop "$server"

# A record that has lost what it published does not start.
cp "$folder/old/record/checkpoint" "$folder/state/record/checkpoint"
code=0
"$bin/menshen" serve --state "$folder/state" --listen 127.0.0.1:0 2>"$folder/s.err" || code=$?
[[ $code -eq 1 ]] || fail "exit $code for a record that is not the one it published"
grep -q 'are not of each other' "$folder/s.err" || fail "no word of what is missing"
