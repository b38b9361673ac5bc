#!/usr/bin/env bash
# Two verifiers that share no code give the same verdict on every variant of a proof, and accept
# none that means something else. MENSHEN_MUTATIONS says how many variants.
set -euo pipefail
judge="$1/../tests/menshen_verify_judge"
web="$(dirname "$(readlink -f "$0")")/../../web/verify"
exec node "$web/tests/agreement.mjs" "$judge" "${MENSHEN_MUTATIONS:-20000}"
