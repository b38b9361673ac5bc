#!/usr/bin/env bash
# Accuracy on photographs that are not part of this repository. Where a folder of pairs lies
# beside the checkout, in shared/faces/lfw-dev, the models must reach 0.990 on it.
set -euo pipefail
bin=$1
pairs=$(dirname "$0")/../../../shared/faces/lfw-dev
if [[ ! -f $pairs/pairs.txt ]]; then
  echo "skipped: there are no pairs in ../shared/faces/lfw-dev"
  exit 77
fi
accuracy=$("$bin/menshen" evaluate "$pairs" --json | grep -o '"accuracy":{"mean":[^,]*' | cut -d: -f3)
echo "accuracy over folds: $accuracy"
awk -v accuracy="$accuracy" 'BEGIN { exit !(accuracy >= 0.990) }'
