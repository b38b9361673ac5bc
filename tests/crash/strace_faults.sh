#!/usr/bin/env bash
# Lets the kernel's answer to each call that the record makes of it fail once in each thread:
# the first, the second, and so on, in a record that is made and in one that is opened again.
# Where a thread makes more calls of a kind than SAMPLES, only so many of them are tried.
#
#   strace_faults.sh PROGRAMS [SAMPLES]
#
# Exit 77 where strace is missing or may not trace.
set -euo pipefail

programs=${1:?folder of record_writer and record_check}
samples=${2:-12}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
record=$folder/record
lines=$folder/lines

if ! strace -f -qq -e trace=none -e inject=fsync:error=EIO:when=1 true 2>/dev/null; then
  echo "strace is missing or may not trace: skipped" >&2
  exit 77
fi

declare -i runs=0 stopped=0 unopened=0 went_on=0 acknowledged=0 lies_found=0 lies_harmless=0

begin() {  # new|old
  rm -rf "$record" "$lines"
  : >"$lines"
  if [[ $1 == old ]]; then
    cp -r "$folder/old" "$record"
    cp "$folder/old.lines" "$lines"
  fi
}

write_with() {  # STRACE_ARG ...
  strace -f -qq -o "$folder/trace" --seccomp-bpf "$@" \
    "$programs/record_writer" "$record" 1 3 150 >>"$lines" 2>"$folder/errors"
}

# The calls of one kind that the busiest thread makes.
calls() {  # CALL
  write_with -e trace="$1" || { cat "$folder/errors" "$lines" >&2; exit 1; }
  awk -v call="$1(" 'index($0, " " call) { n[$1]++ }
    END { most = 0; for (thread in n) if (n[thread] > most) most = n[thread]; print most }' \
    "$folder/trace"
}

fail() { echo "$1: $(tail -n 3 "$folder/check" "$folder/errors" 2>/dev/null)" >&2; exit 1; }

# Nothing told is lost, and without the fault the record goes on.
must_be_sound() {  # NAME
  "$programs/record_check" "$record" "$lines" >"$folder/check" 2>&1 || fail "$1"
  "$programs/record_writer" "$record" 2 2 5 >>"$lines" 2>"$folder/errors" ||
    fail "$1: does not go on"
  "$programs/record_check" "$record" "$lines" >"$folder/check" 2>&1 || fail "$1, gone on"
  acknowledged+=$(grep -c '^sealed' "$lines")
}

try() {  # new|old CALL ERROR NTH
  local name="$1 record, $2 number $4 fails with $3" status=0
  begin "$1"
  write_with -e trace="$2" -e inject="$2:error=$3:when=$4" || status=$?
  runs+=1
  case $status in
    0) went_on+=1 ;;
    3) stopped+=1 ;;
    4) unopened+=1 ;;
    *)  # the loader's own calls are among those that fail
      grep -q 'shared librar' "$folder/errors" || fail "$name: exit $status"
      unopened+=1 ;;
  esac
  if [[ $status == 3 || $status == 4 ]]; then
    grep -Eq '^stopped .{20,}' "$lines" || fail "$name: does not say why it stopped"
    sed -i '/^stopped/d' "$lines"
  fi
  must_be_sound "$name"
}

# A system that says it has written eight bytes and has not. Nothing can be done against that
# while it happens; but it has to be found: by the record when it is opened, or, where it was
# the last batch, by whoever was told of it.
lie() {  # NTH
  local status=0
  begin old
  write_with -e trace=pwrite64 -e inject="pwrite64:retval=8:when=$1" || status=$?
  "$programs/record_check" "$record" "$lines" >"$folder/check" 2>&1 || status=$?
  case $status in
    0) lies_harmless+=1 ;;  # they were the zeros of a segment that is prepared
    1 | 5) lies_found+=1 ;;
    *) fail "lying pwrite64 number $1: exit $status" ;;
  esac
}

steps() {  # COUNT: 1 to COUNT, or as many of them as there are samples
  local -i count=$1 i
  for ((i = 0; i < (count < samples ? count : samples); i++)); do
    echo $((count <= samples ? i + 1 : 1 + i * (count - 1) / (samples - 1)))
  done
}

"$programs/record_writer" "$folder/old" 0 3 150 >"$folder/old.lines"
for start in new old; do
  for call in pwrite64 fdatasync fsync rename openat unlink mkdir flock pread64 newfstatat; do
    begin "$start"
    count=$(calls "$call")
    for nth in $(steps "$count"); do
      for error in EIO ENOSPC; do
        try "$start" "$call" "$error" "$nth"
      done
    done
    echo "$start record, $call: $count calls of the busiest thread"
  done
done
begin old
for nth in $(steps "$(calls pwrite64)"); do lie "$nth"; done
[[ $lies_found -gt 0 ]] || fail "no lie was found: the check is blind"

echo "runs with a fault $runs: went on $went_on, stopped and said why $stopped," \
  "not opened and said why $unopened; entries acknowledged $acknowledged, lost 0;" \
  "lying writes found $lies_found, harmless $lies_harmless"
