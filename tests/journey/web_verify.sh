#!/usr/bin/env bash
# The browser's verifier: types, its tests in Node, and its page in a real browser.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../../web/verify"

installed=node_modules/.package-lock.json
if [[ ! $installed -nt package-lock.json ]]; then
  npm ci --ignore-scripts --loglevel error
  touch "$installed"
fi
npm run --silent build
npm run --silent test
node tests/browser.mjs chromium
