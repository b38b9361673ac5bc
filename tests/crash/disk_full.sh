#!/usr/bin/env bash
# Fills the file system under a record that is being written, frees it, and again, with another
# program's file. The record refuses while there is no room, loses nothing, and goes on.
#
#   disk_full.sh PROGRAMS
#
# Exit 77 where no file system may be mounted in a namespace of one's own.
set -euo pipefail

programs=$(cd "${1:?folder of record_writer and record_check}" && pwd)
if [[ ${2:-} != inside ]]; then
  if ! unshare --user --map-root-user --mount mount -t tmpfs none /mnt 2>/dev/null; then
    echo "no file system may be mounted here: skipped" >&2
    exit 77
  fi
  exec unshare --user --map-root-user --mount "$0" "$programs" inside
fi

folder=$(mktemp -d)
mount -t tmpfs -o size=96m none /mnt
writer=
trap '[[ -z $writer ]] || kill -9 "$writer" 2>/dev/null || true; rm -rf "$folder"' EXIT
lines=$folder/lines
: >"$lines"

fail() { echo "disk_full: $1" >&2; tail -n 2 "$lines" >&2; exit 1; }
count() { grep -c "^$1" "$lines" || true; }
fill() { cat /dev/zero >/mnt/filler 2>/dev/null || true; }
wait_for_more() {  # VERB than it had said before
  local before=$2 tries
  for ((tries = 0; tries < 600; tries++)); do
    if [[ $(count "$1") -gt $before ]]; then return; fi
    kill -0 "$writer" 2>/dev/null || fail "the writer has ended"
    sleep 0.05
  done
  fail "it does not say: $1"
}

# A record that is to be made there: it waits, and says for what.
fill
timeout 2 "$programs/record_writer" /mnt/unborn 0 1 1 >"$folder/unborn" || true
grep -Eq '^(stopped .*[Nn]o space|refused)' "$folder/unborn" || fail "a full disk is not called so"
rm /mnt/filler

"$programs/record_writer" /mnt/record 1 3 >"$lines" &
writer=$!
times=6
for ((i = 0; i < times; i++)); do
  wait_for_more sealed "$(count sealed)"
  fill
  wait_for_more refused "$(count refused)"
  rm /mnt/filler
  wait_for_more sealed "$(count sealed)"
done
kill -9 "$writer"
wait "$writer" 2>/dev/null || true
writer=
[[ $(count stopped) == 0 ]] || fail "the record stopped"
"$programs/record_check" /mnt/record "$lines" || fail "the record is not what was told"
echo "filled and freed $times times: refused $(count refused), acknowledged $(count sealed), lost 0"
