#!/usr/bin/env bash
# Clients that people have already, unchanged: Baidu's SDK for Node, and what the clients of
# CompreFace send. What is lawful is done and answered as they know it; what is not is refused in
# their own shape, with the problem document.
mode=one_to_many  # its door looks for people among those who agreed
# shellcheck source=tests/journey/serving.sh
source "$(dirname "$0")/serving.sh"

clients=$(dirname "$(readlink -f "$0")")/facades
installed=$clients/node_modules/.package-lock.json
if [[ ! $installed -nt $clients/package-lock.json ]]; then
  npm ci --prefix "$clients" --omit=optional --ignore-scripts --loglevel error
  touch "$installed"
fi

unbound=$(make_key other --role device --device camera-1)
start
must_answer 200 "$operator" GET '/api/v1/notices?purpose=door'
notice=$(field records/0/record/id)
put_on_file() {  # SUBJECT
  must_answer 201 "$operator" PUT "/api/v1/subjects/$1" -H 'Content-Type: application/json' \
    --data '{"birth_date":"1990-01-01","is_disabled_or_elderly":false,"relation":"resident"}'
}
agree() {  # SUBJECT
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  ask 201 "$device" /api/v1/consents "{\"subject\":\"$1\",\"purpose\":\"door\",
    \"device\":\"camera-1\",\"notice\":\"$notice\",\"language\":\"zh-CN\",\"shown_how\":\"screen\",
    \"shown_at\":\"$now\",\"alternative_offered\":true,\"given\":true,\"act\":\"pressed\"}"
}
announce() { ask 200 "$device" /api/v1/presentations '{"subject":"guest"}'; }
must_be() {  # FIELD VALUE
  [[ $(field "$1") == "$2" ]] || { cat "$folder/out"; fail "$1 is not $2"; }
}
must_not_be_below() {  # FIELD NUMBER
  node -e 'process.exit(Number(process.argv[1]) >= Number(process.argv[2]) ? 0 : 1)' \
    "$(field "$1")" "$2" || { cat "$folder/out"; fail "$1 is below $2"; }
}
must_be_below() {  # FIELD NUMBER
  node -e 'process.exit(Number(process.argv[1]) < Number(process.argv[2]) ? 0 : 1)' \
    "$(field "$1")" "$2" || { cat "$folder/out"; fail "$1 is not below $2"; }
}
put_on_file p-1
put_on_file guest
# What the law asks before a face is looked for, and somebody answers for.
for fact in capture.bystanders_discarded=true capture.includes_bystanders=false \
  capture.is_covert=false capture.views_private_life=false use.beyond_stated_purpose=false; do
  must_answer 201 "$operator" PUT "/api/v1/declarations/${fact%=*}" \
    -H 'Content-Type: application/json' --data "{\"fact\":\"${fact%=*}\",
      \"value\":\"${fact#*=}\",\"declared_on\":\"$(date -u +%F)\",\"declared_by\":\"dpo\"}"
done

# Baidu: the key's id is the API key, what stands behind it the secret key.
id=${device#msk_}
baidu() {  # METHOD ARGUMENTS_JSON
  NODE_EXTRA_CA_CERTS=$state/tls.pem node "$clients/baidu.cjs" "$url" "${id%%_*}" "${id#*_}" \
    "$1" "$2" >"$folder/out"
}
ana="\"@$portraits/astronaut.png\", \"BASE64\""
bo="\"@$portraits/grace_hopper.jpg\", \"BASE64\""
baidu addUser "[$ana, \"door\", \"p-1\"]"
must_be error_code 6
must_be problem/type consent-required
[[ -n $(field problem/article/title_zh) ]] || fail "no article"
agree p-1
baidu addUser "[$ana, \"door\", \"p-1\", {\"user_info\": \"x\", \"action_type\": \"REPLACE\"}]"
must_be error_code 0
token=$(field result/face_token)
baidu updateUser "[$ana, \"door\", \"p-1\"]"
must_be result/face_token "$token"
baidu search "[$ana, \"door\", {\"user_id\": \"p-1\"}]"
must_be result/user_list/0/user_id p-1
baidu search "[$bo, \"door\", {\"user_id\": \"p-1\"}]"
must_be error_code 222207
baidu search "[$ana, \"door\"]"  # whoever stands there did not agree
must_be problem/type consent-required
agree guest
announce
baidu search "[$ana, \"door\", {\"max_user_num\": 5}]"
must_be result/user_list/0/user_id p-1
must_not_be_below result/user_list/0/score 80
announce
baidu detect "[$ana, {\"max_face_num\": 2}]"
must_be result/face_num 1
baidu match "[[{\"image\": \"@$portraits/astronaut.png\", \"image_type\": \"BASE64\"},
  {\"image\": \"@$portraits/astronaut.png\", \"image_type\": \"BASE64\"}]]"
must_not_be_below result/score 80
baidu match "[[{\"image\": \"@$portraits/grace_hopper.jpg\", \"image_type\": \"BASE64\"},
  {\"image\": \"$token\", \"image_type\": \"FACE_TOKEN\"}]]"
must_be error_code 0
must_be_below result/score 80
announce
baidu faceMultiSearchV3 "[$ana, \"door\"]"
must_be result/face_list/0/user_list/0/user_id p-1
baidu detect "[$ana, {\"face_field\": \"race\"}]"
must_be error_code 222017
baidu getGroupUsers '["door"]'
must_be result/user_id_list/0 p-1
baidu getGrouplist '[]'
must_be result/group_id_list/0 door
baidu getUser '["p-1", "door"]'
must_be result/user_list/0/group_id door
baidu faceGetlist '["p-1", "door"]'
must_be result/face_list/0/face_token "$token"
baidu groupAdd '["door"]'
must_be error_code 223101
baidu groupDelete '["door"]'
must_be error_code 6
baidu userCopy '["p-1", {"src_group_id": "door", "dst_group_id": "other"}]'
must_be error_code 6
baidu addUser "[$ana, \"other\", \"p-1\"]"
must_be error_code 223100
baidu faceDelete "[\"p-1\", \"door\", \"$token\"]"
must_be error_code 0
baidu getUser '["p-1", "door"]'
must_be error_code 223103
baidu deleteUser '["door", "p-1"]'
must_be error_code 0
id=${id%?}0
baidu getGrouplist '[]'  # another secret
must_be error_code 110

# CompreFace, as its clients send it: x-api-key, `file` with its name, documented parameters.
recognition=/compat/compreface/api/v1/recognition
compreface() {  # STATUS KEY METHOD PATH [CURL OPTION ...]
  local status
  status=$(curl -sS --cacert "$state/tls.pem" -o "$folder/out" -w '%{http_code}' \
    -H "x-api-key: $2" -X "$3" "$url$4" "${@:5}")
  [[ $status == "$1" ]] || { cat "$folder/out"; fail "$3 $4: $status, not $1"; }
}
face=(-F "file=@$portraits/astronaut.png")
compreface 403 "$device" POST "$recognition/faces?subject=p-1" "${face[@]}"  # withdrawn above
must_be problem/status 403
[[ -n $(field message) && -n $(field problem/article/title_zh) ]] || fail "no reason"
put_on_file p-2
agree p-2
compreface 201 "$device" POST "$recognition/faces?subject=p-2&det_prob_threshold=0.8" "${face[@]}"
must_be subject p-2
image=$(field image_id)
compreface 200 "$device" POST "$recognition/faces/$image/verify?limit=0&status=true" "${face[@]}"
must_not_be_below result/0/similarity 0.5
compreface 200 "$device" POST "$recognition/faces/$image/verify" \
  -F "file=@$portraits/grace_hopper.jpg;type=application/octet-stream"
must_be_below result/0/similarity 0.5
compreface 403 "$device" POST "$recognition/recognize" "${face[@]}"
must_be problem/type consent-required
announce
compreface 200 "$device" POST "/compat/compreface/api/v1/detection/detect?face_plugins=age,gender" \
  "${face[@]}"
must_be result/0/age ''
compreface 200 "$device" POST \
  "$recognition/recognize?limit=1&det_prob_threshold=0.8&prediction_count=2" "${face[@]}"
must_be result/0/subjects/0/subject p-2
must_not_be_below result/0/subjects/0/similarity 0.5
announce
compreface 200 "$device" POST '/compat/compreface/api/v1/verification/verify?limit=0' \
  -F "source_image=@$portraits/astronaut.png" -F "target_image=@$portraits/astronaut.png"
must_not_be_below result/0/face_matches/0/similarity 0.5
compreface 200 "$device" GET "$recognition/faces?page=0&size=20"
must_be faces/0/image_id "$image"
compreface 200 "$device" GET "$recognition/subjects/" -H 'Content-Type: application/json'
must_be subjects/0 p-2
compreface 201 "$device" POST "$recognition/subjects" -H 'Content-Type: application/json' \
  --data '{"subject":"p-2"}'
compreface 403 "$device" PUT "$recognition/subjects/p-2" -H 'Content-Type: application/json' \
  --data '{"subject":"p-3"}'
compreface 403 "$device" DELETE "$recognition/faces"
compreface 200 "$device" DELETE "$recognition/faces/$image"
must_be subject p-2
compreface 404 "$device" POST "$recognition/faces/$image/verify" "${face[@]}"
must_be code 11
compreface 400 "$device" POST "$recognition/recognize?limit=x" "${face[@]}"
must_be code 26
compreface 403 "$unbound" GET "$recognition/faces"
compreface 401 nobody GET "$recognition/faces"
must_be code 10
stop
grep -rq -e 'p-[12]' -e "${device#msk_}" "$folder/served" && fail "the log names a person or a key"
exit 0
