#!/usr/bin/env bash
# Shows that a program which breaks a promise does not compile, and for no other reason.
#
#   refuse.sh PROGRAM MODULE_MAP [FLAG ...]
#
# The program's first lines say in which room it stands and what the compilers must answer:
#   // room: face
#   // refused: is private within this context|calling a private constructor
# What must be refused stands under `#ifdef REFUSED`. Without it the program must compile, so
# that a typing slip cannot pass for a refusal. Both compilers are asked; include rules are
# held by Clang alone, which such a program says with `// compilers: clang++-19`.
set -euo pipefail
program=$1
map=$2
flags=(-std=c++20 -fsyntax-only "${@:3}")

field() { sed -n "s|^// $1: ||p" "$program"; }
room=$(field room)
reason=$(field refused)
compilers=$(field compilers)
test -n "$room" && test -n "$reason"

for compiler in ${compilers:-g++-12 clang++-19}; do
  rules=()
  if [[ $compiler == clang* ]]; then
    rules=(-fmodules-decluse "-fmodule-name=menshen_$room" "-fmodule-map-file=$map")
  fi
  if ! "$compiler" "${flags[@]}" "${rules[@]}" "$program"; then
    echo "$compiler: does not compile even without what must be refused"
    exit 1
  fi
  if answer=$("$compiler" "${flags[@]}" "${rules[@]}" -DREFUSED "$program" 2>&1); then
    echo "$compiler: compiled what must be refused"
    exit 1
  fi
  if ! grep -qE -- "$reason" <<<"$answer"; then
    printf '%s: refused, but not for the stated reason:\n%s\n' "$compiler" "$answer"
    exit 1
  fi
done
