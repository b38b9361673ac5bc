#!/usr/bin/env bash
# Ten thousand bad requests against the contract, with operations that only say that they were
# reached: fuzz.sh BUILD_FOLDER [SEED]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$build/tests/contract_stub" "$build/share/menshen/openapi.json" >"$folder/port" &
server=$!
for _ in $(seq 100); do
  [[ -s $folder/port ]] && break
  sleep 0.1
done
# A key is the name of its role here.
printf '{%s}' "$(printf '"%s":"%s"\n' operator{,} device{,} system_admin{,} security_admin{,} \
  audit_admin{,} dpo{,} subject{,} guardian{,} regulator{,} | paste -sd,)" >"$folder/keys.json"
node "$here/fuzz_requests.mjs" --contract "$build/share/menshen/openapi.json" \
  --deps "$build/share/menshen/deps" --url "http://127.0.0.1:$(<"$folder/port")" \
  --keys "$folder/keys.json" --stub --count 10000 --seed "${2:-1}"
