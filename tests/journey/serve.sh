#!/usr/bin/env bash
# The server says where it listens, shows what it may, and goes when it is told to.
set -euo pipefail
bin=$1
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
fail() {
  echo "$1"
  cat "$folder/err"
  exit 1
}
get() {  # PATH: status line, head and body
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
  cat <&3
  exec 3>&-
}

"$bin/menshen" serve --state "$folder/state" --listen 127.0.0.1:0 2>"$folder/err" &
server=$!
until grep -q 'http://' "$folder/err"; do
  kill -0 "$server" 2>/dev/null || fail "the server did not start"
  sleep 0.1
done
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$folder/err" | cut -d: -f2)

get /readyz | grep -q '"status":"ok"' || fail "/readyz"
get /api/v1/law | grep -q '《人脸识别技术应用安全管理办法》第十三条' || fail "/api/v1/law"
get /api/v1/ledger/checkpoint | grep -qx 'menshen' || fail "/api/v1/ledger/checkpoint"
get /api/v1/faces:verify | grep -q '404 Not Found' || fail "a face endpoint without callers"

grep -q 'obligations of .* raised' "$folder/err" && fail "obligations without an organization"

kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[[ $code -eq 0 ]] || fail "exit $code after SIGTERM"

code=0
"$bin/menshen" serve --state "$folder/state" --listen 0.0.0.0:0 2>"$folder/err" || code=$?
[[ $code -eq 1 ]] || fail "exit $code for an address that others can reach"
code=0
"$bin/menshen" serve 2>"$folder/err" || code=$?
[[ $code -eq 64 ]] || fail "exit $code without a state folder"
