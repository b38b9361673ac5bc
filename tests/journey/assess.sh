#!/usr/bin/env bash
# Described cases are judged from their files: verdicts as exit codes, four formats, reasons,
# what-if, drafts, expectations, and refusals that name file, line and the right name.
# Backticks below are text:
# shellcheck disable=SC2016
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
share=$bin/../share/menshen
here=$(cd "$(dirname "$0")" && pwd)
cd "$folder"
must_not_print() { ! grep -qF -- "$1" out || { cat out; fail "prints: $1"; }; }
field() {  # FILE EXPRESSION: of the JSON document `d`
  node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(String(eval(process.argv[2])))' "$1" "$2"
}
must_be() {  # WANTED EXPRESSION: of the JSON in `out`
  local is
  is=$(field out "$2")
  [[ $is == "$1" ]] || { echo "$2 is $is, not $1"; exit 1; }
}

cat >bath.yaml <<'END'
menshen: 1
case: bath
title: {zh: 浴室门口, en: The door of a bath}
on: 2026-11-21
action: device.install
facts:
  jurisdiction.is_cn_mainland: true
  place.class: gym
  place.spot: changing_room
END

# The verdict is the exit code; what is wrong, where it is stated, and what cures it.
must_exit 1 "$bin/menshen" assess bath.yaml
must_print unlawful
must_print M25-13-4
must_print "place.spot = changing_room (bath.yaml:9)"
must_print "cure"
must_exit 1 "$bin/menshen" assess bath.yaml --lang zh
must_print 违法
must_print 《人脸识别技术应用安全管理办法》
grep -v place.spot bath.yaml >no_spot.yaml
must_exit 2 "$bin/menshen" assess no_spot.yaml
must_print "? place.spot"
awk '/^  - case:/ { cases++ } cases < 2' "$share/law/cases/cn/enrol_and_verify.yaml" >lawful.yaml
must_exit 0 "$bin/menshen" assess lawful.yaml
must_exit 1 "$bin/menshen" assess lawful.yaml bath.yaml
must_exit 1 "$bin/menshen" assess - <bath.yaml
must_print "stdin:9"

# No line is wider than a terminal, and no colour where nobody looks.
node -e 'const lines = require("fs").readFileSync("out", "utf8").split("\n");
  process.exit(lines.some(line => [...line].length > 80) ? 1 : 0)' || { echo "a line of more than 80 columns"; exit 1; }
! grep -q $'\x1b' out || { echo "colours in a file"; exit 1; }
on_terminal() {
  script -qc "$bin/menshen assess bath.yaml" seen >/dev/null
  grep -q $'\x1b\[1;31m' seen
}
TERM=xterm on_terminal || { echo "no colours on a terminal"; exit 1; }
! TERM=xterm NO_COLOR=1 on_terminal || { echo "colours in spite of NO_COLOR"; exit 1; }
! TERM=dumb on_terminal || { echo "colours on a dumb terminal"; exit 1; }

# JSON, for one case and for many; the same each time.
must_exit 1 "$bin/menshen" assess bath.yaml --format json
must_be unlawful d.verdict
must_be true 'd.violated.includes("M25-13-4")'
must_be 64 d.law_digest.length
must_be 9 'd.rules.find(r => r.rule_id === "M25-13-4").wrong[0].line'
must_be true 'd.remedies.every(r => r.zh && r.en)'
must_be true 'Array.isArray(d.obligations) && Array.isArray(d.missing_facts)'
cp out first
must_exit 1 "$bin/menshen" assess bath.yaml --format json
cmp first out
"$bin/menshen" assess bath.yaml --format json --lang zh | cmp first - || true
printf '{"menshen": 1, "on": "2026-11-21", "facts": {"place.class": "gym"}, "cases": [
  {"case": "a", "action": "device.install", "facts": {"place.spot": "changing_room"}},
  {"case": "b", "action": ["device.install", "gate.operate"]}]}' >many.json
must_exit 1 "$bin/menshen" assess many.json --format json
must_be unlawful d.verdict
must_be a,b 'd.cases.map(c => c.case)'
must_be unlawful,undetermined 'd.cases.map(c => c.verdict)'

printf '{"menshen": 1, "case": "\\ud842\\udfb7 \\\\ud842", "action": "gate.operate"}' >escaped.json
must_exit 2 "$bin/menshen" assess escaped.json --format json
must_be '𠮷 \ud842' d.case

# Why, and what if.
must_exit 1 "$bin/menshen" assess bath.yaml --explain
must_print "✓ when: place.is_private_space"
must_not_print "not applicable"
must_exit 1 "$bin/menshen" assess bath.yaml --explain=all
must_print "not applicable"
must_exit 1 "$bin/menshen" assess bath.yaml --explain --format json
must_be violated 'd.explanation.find(e => e.rule_id === "M25-13-4").status'
must_exit 1 "$bin/menshen" assess bath.yaml --what-if place.spot=entrance --format json
must_be violated,not_applicable \
  'd.what_if.changes.filter(c => c.rule_id === "M25-13-4").flatMap(c => [c.before, c.after])'
must_exit 1 "$bin/menshen" assess bath.yaml --what-if place.spot=entrance
must_print "What if"

# The draft beside the law, and alone; the law goes by the name of its jurisdiction.
must_exit 1 "$bin/menshen" assess bath.yaml --law cn+d23
must_print "never in force"
must_exit 1 "$bin/menshen" assess bath.yaml --law cn+d23 --format json
must_be "d23 false" '`${d.draft.law} ${d.draft.was_ever_in_force}`'
must_be true 'd.draft.violated.every(r => r.startsWith("D23-"))'
must_exit 1 "$bin/menshen" assess bath.yaml --law d23 --format json
must_be "d23 true" '`${d.law} ${d.is_draft}`'
must_be true 'd.violated.length > 0 && d.violated.every(r => r.startsWith("D23-"))'

# SARIF as the standard's schema has it, pointing at the line that breaks the rule.
for more in "" "--law cn+d23" "--lang zh"; do
  # shellcheck disable=SC2086
  must_exit 1 "$bin/menshen" assess bath.yaml lawful.yaml many.json --format sarif $more
  node "$here/validate_sarif.js" "$share/deps" out
done
must_be 9 'd.runs[0].results.find(r => r.ruleId === "M25-13-4").locations[0].physicalLocation.region.startLine'
must_be error 'd.runs[0].results.find(r => r.ruleId === "M25-13-4").level'
must_be error,warning '[...new Set(d.runs[0].results.map(r => r.level))].sort()'
sed 's/"version":"2.1.0"/"version":"9"/' out >broken
! node "$here/validate_sarif.js" "$share/deps" broken 2>/dev/null || { echo "anything validates"; exit 1; }

# Markdown to file.
must_exit 1 "$bin/menshen" assess bath.yaml --format markdown
must_print "# Assessment"
must_print '`place.spot = changing_room` (bath.yaml:9)'

# Held to what is expected: every case of the law folder, and one that does not come out so.
mapfile -t cases < <(find "$share/law/cases/" -name '*.yaml' | sort)
must_exit 0 "$bin/menshen" assess --check "${cases[@]}"
printf 'expect: {verdict: lawful, violated: [M25-13-3]}\n' | cat bath.yaml - >wrong.yaml
must_exit 1 "$bin/menshen" assess --check wrong.yaml
must_say "wrong.yaml:10: bath: expected lawful, came out unlawful"
must_exit 65 "$bin/menshen" assess --check bath.yaml
must_say "nothing to check"

# Refusals.
sed 's/place.class/place.klass/' bath.yaml >misspelt.yaml
must_exit 65 "$bin/menshen" assess misspelt.yaml
must_say 'misspelt.yaml:8: unknown fact `place.klass`; did you mean `place.class`?'
sed 's/true/maybe/' bath.yaml >ill_typed.yaml
must_exit 65 "$bin/menshen" assess ill_typed.yaml
must_say 'ill_typed.yaml:7: `jurisdiction.is_cn_mainland` needs `true` or `false`, not `maybe`'
must_exit 65 "$bin/menshen" assess nowhere.yaml
must_say nowhere.yaml
head -c 1100000 /dev/zero | tr '\0' '#' >huge.yaml
must_exit 65 "$bin/menshen" assess huge.yaml
must_exit 65 "$bin/menshen" assess - <huge.yaml
must_exit 64 "$bin/menshen" assess
must_exit 64 "$bin/menshen" assess bath.yaml --law us
must_say "there is cn, d23, cn+d23"
must_exit 64 "$bin/menshen" assess bath.yaml --on tomorrow
must_exit 64 "$bin/menshen" assess bath.yaml --format pdf
must_exit 64 "$bin/menshen" assess bath.yaml --what-if place.spt=entrance
must_say 'did you mean `place.spot`?'
must_exit 65 "$bin/menshen" assess bath.yaml --law-dir "$folder"
