#!/usr/bin/env bash
# Builds the search kernels and their tests for AArch64, and runs them by qemu: neon.sh FOLDER
# Exit 77 where the compiler or the emulator is not installed.
set -euo pipefail
folder=$(cd "${1:?folder to build in}" && pwd)
cd "$(dirname "$0")/../.."

compiler=aarch64-linux-gnu-g++-12
for program in "$compiler" qemu-aarch64; do
  if ! command -v "$program" >/dev/null; then
    echo "no $program here: skipped" >&2
    exit 77
  fi
done

objects=$(mktemp -d "$folder/neon.XXXXXX")
trap 'rm -rf "$objects"' EXIT
compile=("$compiler" -std=c++20 -O1)
if command -v ccache >/dev/null; then compile=(ccache "${compile[@]}"); fi

gallery=src/core/gallery
for source in "$gallery"/detail/{kernel,scalar,avx2,avx512_vnni,amx,neon}.cpp \
  "$gallery/tests/kernel_test.cpp"; do
  "${compile[@]}" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Isrc/core \
    -c "$source" -o "$objects/$(basename "$source" .cpp).o"
done
googletest=/usr/src/googletest/googletest
for source in gtest-all gtest_main; do
  "${compile[@]}" -I"$googletest" -c "$googletest/src/$source.cc" -o "$objects/$source.o"
done
"$compiler" "$objects"/*.o -o "$objects/kernel_tests"

run() { qemu-aarch64 -L /usr/aarch64-linux-gnu "$objects/kernel_tests" "$@"; }
if [[ $(run --gtest_list_tests) != *"/neon "* ]]; then
  echo "the kernel is not among those tested" >&2
  exit 1
fi
run --gtest_brief=1
