#!/usr/bin/env bash
# Holds every #include of src/ to layers.txt, with Clang's own preprocessor.
#
#   tools/check_layers.sh BUILD_DIR [CLANG [FLAG ...]]
#
# BUILD_DIR is any configured build, of any compiler: CMake writes rooms.modulemap there.
# Every file is read as the main file of its room, headers too: Clang before version 16
# asks a textual header for its uses only when it is the file being compiled.
set -euo pipefail
cd "$(dirname "$0")/.."

map="${1:?build directory}/rooms.modulemap"
clang="${2:-clang++-19}"
flags=("${@:3}")
passed=0
failed=0

while IFS= read -r file; do
  room="${file#src/*/}"
  module="menshen_${room%%/*}"
  case "$file" in
    */detail/*.hpp) module="${module}_detail" ;;
    */testing/*) module="${module}_testing" ;;
    */tests/*) module="${module}_tests" ;;
  esac
  if "$clang" -E -x c++ -std=c++20 -Isrc/core -Isrc/edge -Isrc/apps "${flags[@]}" -Wno-pragma-once-outside-header \
      -fmodules-decluse -fmodule-name="$module" -fmodule-map-file="$map" "$file" -o /dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done < <(find src -name '*.hpp' -o -name '*.cpp' | sort)

echo "$passed passed, $failed failed"
test "$failed" -eq 0
