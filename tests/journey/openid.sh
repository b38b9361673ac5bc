#!/usr/bin/env bash
# Signing in at an OpenID provider: a real one, over TLS, with the code flow and PKCE.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
here=$(cd "$(dirname "$0")" && pwd)/openid
state=$folder/state
if [[ ! $here/node_modules/.package-lock.json -nt $here/package-lock.json ]]; then
  npm --prefix "$here" ci --ignore-scripts --loglevel error
  touch "$here/node_modules/.package-lock.json"
fi

# The provider's certificate, and who signed it.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=provider \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$folder/provider.key" -out "$folder/provider.pem" \
  2>/dev/null
node "$here/provider.mjs" "$folder/provider.pem" "$folder/provider.key" >"$folder/issuer" &
provider=$!
pids+=("$provider")
for ((tries = 0; tries < 100; tries++)); do
  [[ -s $folder/issuer ]] && break
  sleep 0.1
done

must_exit 0 "$bin/menshen" org put estate --state "$state" --name 示例物业
printf 'not-for-anybody\n' >"$folder/secret"
cat >"$folder/menshen.yaml" <<EOF
state: $state
listen: 127.0.0.1:0
url: https://gate.example
openid:
  issuer: $(<"$folder/issuer")
  client: menshen
  secret: $folder/secret
  algorithm: ES256
  authority: $folder/provider.pem
EOF
journey() { node "$here/main.mjs" "$folder/provider.pem" "$url" "$@"; }
start_server --plain --config "$folder/menshen.yaml"
journey enrolled "$token"
kill -TERM "$server"
wait "$server" || fail "the server did not end well"
must_hold "$folder/served" '"seen":"sign_in_refused","operation":"finishOpenid"'
must_hold "$folder/served" '"seen":"password_good","operation":"finishOpenid"'

# Another algorithm than the provider's, and a provider whom nobody vouches for.
sed -i 's/ES256/RS256/' "$folder/menshen.yaml"
start_server --plain --config "$folder/menshen.yaml"
journey refused
kill -TERM "$server"
wait "$server" || fail "the server did not end well"
sed -i '/authority:/d' "$folder/menshen.yaml"
start_server --plain --config "$folder/menshen.yaml"
journey unavailable
