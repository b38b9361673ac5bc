#!/usr/bin/env bash
# Holds every #include of src/ to layers.txt, with Clang's own preprocessor.
#
#   tools/check_layers.sh BUILD_DIR [CLANG]
#
# BUILD_DIR is any configured build, of any compiler: CMake writes rooms.modulemap there. Every
# file is read as the main file of its room, headers too: a textual header is asked for its uses
# then even by a Clang that asks only the file being compiled. What is not ours is not looked for
# (-MG), because nothing is asked of it and to read it is nearly all the work.
set -euo pipefail
cd "$(dirname "$0")/.."

build="${1:?build directory}"
clang="${2:-clang++-19}"

check() {  # FILE
  local file=$1 room module
  room="${file#src/*/}"
  module="menshen_${room%%/*}"
  case "$file" in
    */detail/*.hpp) module="${module}_detail" ;;
    */testing/*) module="${module}_testing" ;;
    */tests/*) module="${module}_tests" ;;
  esac
  "$clang" -M -MG -nostdinc -nostdinc++ -x c++ -std=c++20 -Isrc/core -Isrc/edge -Isrc/apps \
    -Wno-pragma-once-outside-header -fmodules-decluse "-fmodule-name=$module" \
    "-fmodule-map-file=$build/rooms.modulemap" "$file" -o /dev/null || echo "$file" >>"$failed"
}

failed=$(mktemp)
trap 'rm -f "$failed"' EXIT
count=0
while IFS= read -r file; do
  while [[ $(jobs -pr | wc -l) -ge $(nproc) ]]; do wait -n; done
  check "$file" &
  count=$((count + 1))
done < <(find src -name '*.hpp' -o -name '*.cpp' | sort)
wait
echo "$count files, $(wc -l <"$failed") refused"
test ! -s "$failed"
