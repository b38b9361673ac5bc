#!/usr/bin/env bash
# Verifies a person at a door: door.sh SUBJECT PHOTOGRAPH. See ../README.md.
set -euo pipefail
subject=$1 photograph=$2
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# The key goes in by standard input: whoever lists processes would read it as an argument.
status=$(printf 'header = "X-API-Key: %s"\n' "$MENSHEN_KEY" |
  curl --silent --show-error --config - --cacert "$MENSHEN_CA" --retry 3 \
    --header 'Accept-Language: en' --form "subject=$subject" --form "image=@$photograph" \
    --output "$answer" --write-out '%{http_code}' "$MENSHEN_URL/api/v1/faces:verify")

# shellcheck disable=SC2016  # JavaScript
node -e '
  const [, status, file] = process.argv;
  const said = JSON.parse(require("fs").readFileSync(file, "utf8"));
  if (status === "200") {
    console.log(said.comparison.is_match ? "open" : "another person");
    process.exit(said.comparison.is_match ? 0 : 1);
  }
  const isLaw = status === "403" && said.decision_id !== undefined;
  console.log(isLaw ? `not lawful (${said.article.title_en}): ${said.detail}`
                    : `${said.type}: ${said.detail ?? said.title}`);
  process.exit(isLaw ? 2 : 1);' "$status" "$answer"
