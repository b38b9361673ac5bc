#!/usr/bin/env bash
# From photographs to a calibration beside the model, and what a model without one will not do.
# Where a larger set lies beside the checkout (see lfw.sh), its thresholds must be near those
# that ship.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
share=$bin/../share/menshen

make_portrait_set

# The distribution is the same every time, counts every two photographs, and names nobody.
scores=$folder/scores.json
must_exit 0 "$bin/menshen" evaluate "$folder/set" --scores "$scores"
must_exit 0 "$bin/menshen" evaluate "$folder/set" --scores "$folder/again.json"
cmp "$scores" "$folder/again.json"
must_hold "$scores" '"persons": 2'
must_hold "$scores" '{"mated": {"comparisons": 2, "steps": [[819'
must_hold "$scores" '"non_mated": {"comparisons": 4, "steps": [['
if grep -qE 'Collins|Hopper|jpg' "$scores"; then echo "names a person or a file"; exit 1; fi

# Four comparisons of two persons show a rate of three in four, and none lower.
must_exit 0 "$bin/menshen" calibrate "$scores" --fmr 0.75 --on 2026-11-22 --basis portraits \
  --out "$folder/calibration.yaml"
must_hold "$folder/out" "0.75"
must_hold "$folder/calibration.yaml" 'basis: "portraits: every two of 4 photographs of 2 persons"'
must_hold "$folder/calibration.yaml" "calibrated_on: 2026-11-22"
must_exit 0 "$bin/menshen" calibrate "$scores" --fpir 0.75 --gallery-sizes 1 --json
must_hold "$folder/out" '"gallery_size_max":1'
must_exit 0 "$bin/menshen" calibrate "$scores" --fmr 0.75 --lang zh
must_hold "$folder/out" "误匹配率"
must_exit 65 "$bin/menshen" calibrate "$scores" --fmr 1e-3
must_say "4 non-mated comparisons cannot show a false match rate of 0.001: it takes 3000"
must_exit 65 "$bin/menshen" calibrate "$scores" --fpir 0.01 --gallery-sizes 1000
must_say "a gallery of 1000"
must_exit 65 "$bin/menshen" calibrate "$scores"
must_say "no rate"
must_exit 65 "$bin/menshen" calibrate "$scores" --fmr 0.75 --on 2026-02-30
must_say "--on"
must_exit 65 "$bin/menshen" calibrate "$folder/set/pairs.txt" --fmr 0.75
must_say "pairs.txt:1"
must_exit 64 "$bin/menshen" calibrate "$scores" --fmr 1

# A program whose model has no calibration, one for too high a rate, and another model's.
mkdir -p "$folder/bin" "$folder/share/menshen"
cp "$bin/menshen" "$folder/bin"
for part in law deps; do ln -s "$(realpath "$share/$part")" "$folder/share/menshen/$part"; done
cp -rL "$share/models" "$folder/share/menshen/models"
kept=$folder/share/menshen/models/fr_feature.calibration.yaml
must_exit 0 "$folder/bin/menshen" demo
rm "$kept"
must_exit 65 "$folder/bin/menshen" demo
must_say "model \`fr_feature\` is not calibrated"
must_exit 0 "$folder/bin/menshen" evaluate "$folder/set" --scores "$folder/again.json"
cmp "$scores" "$folder/again.json"
cp "$folder/calibration.yaml" "$kept"
must_exit 65 "$folder/bin/menshen" demo
must_say "not calibrated for a false match rate of 0.0001"
sed 's/^model: .*/model: other/' "$folder/calibration.yaml" >"$kept"
must_exit 65 "$folder/bin/menshen" demo
must_say "is of another model"

set=$(dirname "$0")/../../../shared/faces/lfw-dev
if [[ ! -f $set/pairs.txt ]]; then
  echo "no larger set in ../shared/faces/lfw-dev: thresholds are not compared"
  exit 0
fi
must_exit 0 "$bin/menshen" evaluate "$set" --scores "$scores"
must_exit 0 "$bin/menshen" calibrate "$scores" --fmr 1e-3,1e-4 --json
grep -o '"threshold":[^,]*' "$folder/out"
grep -o '"threshold":[^,]*' "$folder/out" | cut -d: -f2 | paste -s -d ' ' |
  awk '{ exit !($1 > 0.335 - 0.03 && $1 < 0.335 + 0.03 && $2 > 0.411 - 0.03 && $2 < 0.411 + 0.03) }'
