#!/usr/bin/env bash
# What a reviewer should not have to look for: format, includes between rooms, text files,
# links in the documents; and clang-tidy, unless --quick.
# The functions below are called by name, through run():
# shellcheck disable=SC2317
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
run() {  # NAME COMMAND ...
  local answer
  if answer=$("${@:2}" 2>&1); then
    printf 'check: %-8s ok\n' "$1"
  else
    printf 'check: %-8s FAILED\n%s\n' "$1" "$answer"
    failed=1
  fi
}

files() { git ls-files -co --exclude-standard -- "$@" | while IFS= read -r f; do [[ -f $f ]] && echo "$f"; done; }

format() { files '*.hpp' '*.cpp' | xargs clang-format-19 --dry-run -Werror; }
shell() { files '*.sh' dev .ci/run | xargs shellcheck -x; }
yaml() { files '*.yaml' | xargs --no-run-if-empty yamllint --strict; }
spelling() { files '*.md' '*.hpp' '*.cpp' '*.sh' '*.txt' | xargs codespell; }
links() { tools/check_links.sh; }
contract() {
  local folder status=0
  folder=$(mktemp -d)
  node tools/bundle_contract.mjs api .deps/js-yaml/js-yaml.mjs "$folder/openapi.json" &&
    node tools/lint_contract.mjs "$folder/openapi.json" .deps || status=1
  rm -rf "$folder"
  return "$status"
}
layers() { cmake --preset gcc >/dev/null && tools/check_layers.sh build/gcc; }
lint() {
  cmake --preset clang >/dev/null
  files 'src/*.cpp' | grep -v /tests/ | xargs -n 1 -P "$(nproc)" clang-tidy-19 --quiet -p build/clang
}
queried() {  # QUERY FILE: no match
  local answer
  answer=$(clang-query-19 -p build/clang -f "tools/query/$1.query" "$2" 2>/dev/null)
  [[ $answer == *"0 matches." ]] || { printf '%s\n' "$answer"; return 1; }
}
queries() {
  local file
  cmake --preset clang >/dev/null
  while IFS= read -r file; do queried core_reads_no_clock "$file" || return 1; done \
    < <(files 'src/core/*.cpp' | grep -v /tests/)
  while IFS= read -r file; do queried captured_lambda_in_co_await "$file" || return 1; done \
    < <(files 'src/edge/http/*.cpp' | grep -v /tests/)
}

run format format
run shell shell
run yaml yaml
run spelling spelling
run links links
run contract contract
run layers layers
if [[ ${1:-} != --quick ]]; then
  run queries queries
  run lint lint
fi
exit $failed
