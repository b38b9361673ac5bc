#!/usr/bin/env bash
# The server from its first start: certificate, first link, keys, settings; a person consents at
# a device, is enrolled and verified on real photographs, and is erased, all over TLS.
# shellcheck source=tests/journey/serving.sh
source "$(dirname "$0")/serving.sh"
admin=$(make_key admin --role system_admin)

# The camera has a certificate too, and so has one of somebody else's.
must_exit 65 menshen ca issue --state "$state" --device camera-1 --out "$folder/camera.pem"
must_say 'menshen ca make'
issue() {  # STATE FILE
  must_exit 0 menshen ca make --state "$1"
  must_exit 0 menshen ca issue --state "$1" --device camera-1 --out "$2" --json
  [[ $(stat -c %a "$2") == 600 ]] || fail "others can read a device's key"
}
must_exit 0 menshen org put estate --state "$folder/elsewhere" --name 别处物业
issue "$folder/elsewhere" "$folder/foreign.pem"
issue "$state" "$folder/camera.pem"
camera=$(field id)
must_exit 1 menshen ca make --state "$state"
must_exit 1 menshen ca issue --state "$state" --device camera-1 --out "$folder/camera.pem"
must_exit 1 menshen ca add --state "$state" "$folder/camera.pem"
must_exit 65 menshen ca add --state "$state" "$state/ca.pem"
must_exit 0 menshen ca list --state "$state" --lang zh
must_print "$camera  camera-1"
export MENSHEN_TLS_CLIENT_AUTHORITY=$state/ca.pem

start
[[ $url == https://* ]] || fail "no TLS"
grep -q 'invitations:redeem' "$folder/served" || fail "no way in for the first administrator"
curl -sS --cacert "$state/tls.pem" "$url/readyz" | grep -q '"status":"ok"' || fail "/readyz"
curl -sS --cacert "$state/tls.pem" "$url/api/v1/law" |
  grep -q '《人脸识别技术应用安全管理办法》第十三条' || fail "/api/v1/law"
curl -sS --cacert "$state/tls.pem" "$url/api/v1/ledger/checkpoint" | grep -qx 'menshen' ||
  fail "checkpoint"
if curl -s --tls-max 1.2 --cacert "$state/tls.pem" "$url/healthz"; then fail "TLS 1.2 is spoken"; fi
must_answer 401 nobody GET /api/v1/places?organization=x
must_answer 403 "$auditor" POST /api/v1/faces:verify
must_answer 200 "$auditor" GET /metrics
must_hold "$folder/out" 'menshen_ledger_entries'
must_answer 200 "$operator" GET /api/v1/readiness
must_hold "$folder/out" '"outcome":"permit"'

# What an impact assessment of the door has to look at, with what is on file.
must_answer 403 "$auditor" GET /api/v1/purposes/door/assessment-draft
must_answer 404 "$operator" GET /api/v1/purposes/none/assessment-draft
must_answer 200 "$operator" GET '/api/v1/purposes/door/assessment-draft?form=markdown'
must_hold "$folder/out" '### M25-9-1 评估：合法必要'
must_hold "$folder/out" '目的 door，设备 camera-1'
must_answer 200 "$operator" GET /api/v1/purposes/door/assessment-draft
[[ $(field scope) =~ ^[0-9a-f]{64}$ && $(field assessment/cases/0/facts/0/source) ]] || fail "no draft"

# A person, and what the law says before and after the consent.
must_answer 201 "$operator" PUT /api/v1/subjects/p-1 -H 'Content-Type: application/json' \
  --data '{"birth_date":"1990-01-01","is_disabled_or_elderly":false}'
verify() {  # STATUS PICTURE
  must_answer "$1" "$device" POST /api/v1/faces:verify -H 'Accept-Language: en' \
    -F subject=p-1 -F "image=@$portraits/$2"
}
enroll() {  # STATUS [KEY]
  must_answer "$1" "${2:-$device}" POST /api/v1/faces:enroll -H 'Accept-Language: en' \
    -F purpose=door -F subject=p-1 -F "image=@$portraits/astronaut.png"
}
enroll 403
[[ $(field type) == consent-required && -n $(field article/title_zh) ]] || fail "no reason"
must_answer 200 "$operator" GET '/api/v1/notices?purpose=door'
notice=$(field records/0/record/id)
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
ask 201 "$device" /api/v1/consents "{\"subject\":\"p-1\",\"purpose\":\"door\",
  \"device\":\"camera-1\",\"notice\":\"$notice\",\"language\":\"zh-CN\",\"shown_how\":\"screen\",
  \"shown_at\":\"$now\",\"alternative_offered\":true,\"given\":true,\"act\":\"pressed\"}"
ask 200 "$operator" /api/v1/decisions \
  '{"operation":"enroll","purpose":"door","device":"camera-1","subject":"p-1"}'
[[ $(field verdict) == permitted ]] || { cat "$folder/out"; fail "not permitted"; }
decision=$(field decision_id)
(enroll 200 "$folder/foreign.pem") >"$folder/said" 2>&1 && fail "another authority's device is let in"
enroll 200 "$folder/camera.pem"
must_answer 403 "$folder/camera.pem" POST "/api/v1/certificates/$camera:revoke"
must_answer 200 "$admin" POST "/api/v1/certificates/$camera:revoke"
enroll 401 "$folder/camera.pem"

# A device that keeps its key gets a certificate while the server runs, and loses it on an open
# connection.
must_answer 200 "$admin" GET /api/v1/certificate-authority
cmp "$folder/out" "$state/ca.pem" || fail "another authority"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/own.key" \
  -subj /CN=camera-2 -out "$folder/own.csr" 2>"$folder/said"
openssl req -new -newkey rsa:1024 -nodes -keyout "$folder/weak.key" -subj /CN=x \
  -out "$folder/weak.csr" 2>"$folder/said"
sign() {  # STATUS KEY REQUEST
  ask "$1" "$2" /api/v1/certificates "$(node -p 'JSON.stringify({device: "camera-1",
    request: fs.readFileSync(process.argv[1], "utf8"), days: 7})' "$3")"
}
sign 403 "$operator" "$folder/own.csr"
sign 422 "$admin" "$folder/weak.csr"
must_hold "$folder/out" 'weak'
sign 201 "$admin" "$folder/own.csr"
own=$(field certificate/id)
node -p 'JSON.parse(fs.readFileSync(0)).pem' <"$folder/out" | cat - "$folder/own.key" >"$folder/own.pem"
enroll 200 "$folder/own.pem"
node - "$url" "$state/tls.pem" "$folder/own.pem" "$admin" "$own" <<'END' || fail "it outlives its end"
const [url, ca, own, admin, id] = process.argv.slice(2).map((each) =>
  each.endsWith(".pem") ? require("fs").readFileSync(each) : each);
const https = require("https");
const device = new https.Agent({keepAlive: true, maxSockets: 1, ca, cert: own, key: own});
const ask = (agent, method, path, headers = {}) => new Promise((resolve, reject) => {
  const request = https.request(url + path, {agent, method, headers}, (answer) => {
    answer.resume().on("end", () => resolve([answer.statusCode, request.reusedSocket]));
  }).on("error", reject).end();
});
const steps = async () => {
  const first = await ask(device, "GET", "/api/v1/self");
  const ended = await ask(new https.Agent({ca}), "POST", `/api/v1/certificates/${id}:revoke`,
    {Authorization: `Bearer ${admin}`});
  const second = await ask(device, "GET", "/api/v1/readiness");
  device.destroy();
  const seen = JSON.stringify([first, ended, second]);
  if (seen !== "[[200,false],[200,false],[401,true]]") throw new Error(seen);
};
steps();
END
enroll 401 "$folder/own.pem"
(must_exit 1 menshen ca list --state "$state") || fail "a server runs"
must_say '/api/v1/certificates'
verify 200 astronaut.png
[[ $(field comparison/is_match) == true ]] || fail "the same person is not matched"
verify 200 grace_hopper.jpg
[[ $(field comparison/is_match) == false ]] || fail "another person is matched"
must_answer 422 "$device" POST /api/v1/faces:verify -F subject=p-1 -F image=hello

# What a caller may not: another device's camera, an image in place of a record, two scopes.
must_answer 403 "$device" POST /api/v1/faces:verify -F subject=p-1 -F device=camera-2 \
  -F "image=@$portraits/astronaut.png"
must_answer 422 "$operator" GET '/api/v1/places?site=a&place=b'
must_answer 428 "$operator" PATCH /api/v1/subjects/p-1 \
  -H 'Content-Type: application/merge-patch+json' --data '{"relation":"resident"}'

# The evidence of a decision is checked without the server, and shows when it was touched.
must_answer 403 "$device" GET "/api/v1/decisions/$decision/bundle"
must_answer 404 "$auditor" GET /api/v1/decisions/01995f2c-7d4e-7a10-8c33-5e0f6b7a9d21/bundle
must_answer 200 "$auditor" GET "/api/v1/decisions/$decision/bundle"
tar -xf "$folder/out" -C "$folder" || fail "no archive"
bundle=$folder/menshen-bundle-$decision
key=$(curl -sS --cacert "$state/tls.pem" "$url/api/v1/ledger/key")
[[ $(<"$bundle/key") == "$key" ]] || fail "another key than the record's"
proofs=("$bundle"/*.tlog-proof "$bundle"/*.receipt.cose)
[[ ${#proofs[@]} -eq 2 ]] || fail "not one entry, of a decision that was only asked for"
for proof in "${proofs[@]}"; do
  must_exit 0 "$bin/menshen-verify" "$proof" --key "$key" --json
  must_print "$decision"
done
sed -i '/^extra /s/A/B/2' "${proofs[0]}"
must_exit 1 "$bin/menshen-verify" "${proofs[0]}" --key "$key"
must_exit 1 "$bin/menshen-verify" "${proofs[1]}" --key "$("$bin/menshen" ledger key --state "$folder/elsewhere")"

# A person asks, and is answered once; what was asked for with a key is not done twice, although
# the server was killed in between.
open_request() {  # KIND KEY: of the person, asked for with that key
  must_answer 201 "$operator" POST /api/v1/requests -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $2" --data "{\"subject\":\"p-1\",\"kind\":\"$1\"}"
  request=$(field record/id)
}
answer() {  # STATUS JSON [CURL OPTION ...]
  must_answer "$1" "$operator" POST "/api/v1/requests/$request:answer" \
    -H 'Content-Type: application/json' -H 'Accept-Language: en' --data "$2" "${@:3}"
}
open_request copy ask-1
answer 409 '{}'
ask 200 "$operator" "/api/v1/requests/$request:check-identity" \
  '{"identity_checked_by":"phone_code"}'
answer 422 '{"purpose":"door"}'
answer 200 '{}' -H 'Idempotency-Key: give'
[[ $(field answer/form) == json && $(field request/record/outcome) == 'done' ]] || fail "no copy"
digest=$(field answer/sha256)
[[ $(field request/record/answer) == "$digest" ]] || fail "another digest than of what was given"
field answer/text >"$folder/copy"
must_hold "$folder/copy" 'menshen.person-file'
before=$request
kill -KILL "$server"
wait "$server" 2>/dev/null || true
start
answer 200 '{}' -H 'Idempotency-Key: give'
[[ $(field answer/sha256) == "$digest" ]] || fail "another answer after the crash"
answer 409 '{}' -H 'Idempotency-Key: give-again'
open_request copy ask-1
[[ $request == "$before" ]] || fail "opened twice, over a crash"
must_answer 200 "$operator" GET '/api/v1/requests?subject=p-1'
[[ $(field records/length) == 1 ]] || fail "not one request"
grep -aq 'p-1' "$state"/answers.db* && fail "an answer in the clear"

# Erased, with a certificate; and what was answered twice was done once.
erase() {
  must_answer 200 "$operator" POST /api/v1/erasures -H 'Content-Type: application/json' \
    -H 'Idempotency-Key: once' --data '{"subject":"p-1"}'
}
erase
[[ $(field is_unlinkable) == true && -n $(field certificate) ]] || fail "not erased"
first=$(field id)
erase
[[ $(field id) == "$first" ]] || fail "erased twice"
cp "$folder/out" "$folder/erased"
must_answer 403 "$device" GET "/api/v1/erasures/$first"
must_answer 200 "$auditor" GET "/api/v1/erasures/$first"
cmp -s "$folder/out" "$folder/erased" || fail "told otherwise later"
field certificate | base64 -d >"$folder/certificate"
must_exit 0 "$bin/menshen-verify" "$folder/certificate" --key "$key"
# Answers about the person went, too.
must_answer 422 "$operator" POST /api/v1/requests -H 'Content-Type: application/json' \
  -H 'Idempotency-Key: ask-1' --data '{"subject":"p-1","kind":"copy"}'
grep -q '"event":"request"' "$folder/served" && fail "what went well is not told one by one"
stop
grep -rq 'p-1' "$folder/served" && fail "the log names a person"

# Settings: from a file, and the environment over it.
printf 'listen: 127.0.0.1:0\nstate: %s\ntls:\n  on: false\n' "$state" >"$folder/menshen.yaml"
must_exit 0 menshen config check --config "$folder/menshen.yaml"
must_print 'plain HTTP'
MENSHEN_LISTN=x must_exit 65 menshen config check
must_say 'did you mean MENSHEN_LISTEN?'
printf 'listn: x\n' >"$folder/wrong.yaml"
must_exit 65 menshen config check --config "$folder/wrong.yaml"
must_say 'wrong.yaml:1: unknown field'
start --config "$folder/menshen.yaml"
[[ $url == http://* ]] || fail "TLS, where none was wanted"
curl -sS "$url/healthz" | grep -q ok || fail "plain"
stop
must_exit 1 menshen serve --plain --state "$state" --listen 0.0.0.0:0
must_exit 64 menshen serve
