# What the journeys share: the built programs, a folder that is gone at the end, and commands held
# to what they ought to do.
# shellcheck shell=bash
set -euo pipefail
# shellcheck disable=SC2034  # read by the journeys
bin=$1
unset MENSHEN_DIFFERENTIAL_SETS MENSHEN_MUTATIONS  # of other tests; the server knows no such
folder=$(mktemp -d)
pids=()  # of what is to end with the journey
clean_up() {
  [[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean_up EXIT
fail() {
  echo "$1"
  exit 1
}
must_exit() {  # CODE COMMAND ...: leaves what it wrote in `out` and `err`, and both in `said`
  local code=0
  "${@:2}" >"$folder/out" 2>"$folder/err" || code=$?
  cat "$folder/out" "$folder/err" >"$folder/said"
  [[ $code -eq $1 ]] || { cat "$folder/said"; fail "exit $code, not $1: ${*:2}"; }
}
must_hold() { grep -qF -- "$2" "$1" || { cat "$1"; fail "$1 does not hold: $2"; }; }  # FILE TEXT
must_print() { must_hold "$folder/out" "$1"; }
must_say() { must_hold "$folder/err" "$1"; }
field() { node -e 'let v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const k of process.argv[2].split("/")) v = v?.[k]; console.log(v ?? "")' "$folder/out" "$1"; }
# shellcheck disable=SC2034  # the address, and the first administrator's token if there is one
start_server() {  # OPTION ...: what it says is in `served`
  : >"$folder/served"
  "$bin/menshen" serve "$@" 2>"$folder/served" &
  server=$!
  pids+=("$server")
  for ((tries = 0; tries < 600; tries++)); do
    grep -q 'serving on' "$folder/served" && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/served"; fail "the server did not start"; }
    sleep 0.1
  done
  url=$(grep -oE 'https?://[^,]+' "$folder/served" | head -1)
  curl -sk -o /dev/null "$url/healthz"  # answered once all was said
  token=$(grep -oE 'with token [0-9a-f]{64}' "$folder/served" | cut -d' ' -f3) || true
}
make_portrait_set() {  # `set`: two persons of two photographs each, laid out like LFW
  local number portraits=$bin/../share/menshen/deps/portraits
  mkdir -p "$folder/set/Collins" "$folder/set/Hopper"
  # Pictures are told by content, so the second format may bear the first one's name.
  for number in 1 2; do
    cp "$portraits/astronaut.png" "$folder/set/Collins/Collins_000$number.jpg"
    cp "$portraits/grace_hopper.jpg" "$folder/set/Hopper/Hopper_000$number.jpg"
  done
  printf '2\t1\nCollins\t1\t2\nCollins\t1\tHopper\t1\nHopper\t1\t2\nHopper\t2\tCollins\t2\n' \
    >"$folder/set/pairs.txt"
}
