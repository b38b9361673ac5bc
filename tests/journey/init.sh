#!/usr/bin/env bash
# A site begins with a few answers. What was answered is lawful; what was not is listed, and the
# commands that are listed, run as they are printed, lead to a lawful site.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
menshen() { "$bin/menshen" "$@"; }
begin() { menshen init --state "$folder/$1" --answers "$folder/$2" "${@:3}"; }  # STATE FILE ...
docs=$(dirname "$0")/../../docs/first-day.md

# The answers that the documentation shows, word for word.
awk '/^...yaml$/ { inside = 1; next } /^...$/ { inside = 0 } inside' "$docs" >"$folder/all.yaml"
[[ $(wc -l <"$folder/all.yaml") -ge 30 ]] || fail "docs/first-day.md shows no answers"

must_exit 0 begin all all.yaml
must_print 'Nothing is missing'
must_exit 0 menshen doctor --state "$folder/all"
must_print 'Nothing is missing'
must_exit 0 menshen doctor --state "$folder/all" --lang zh
must_print '没有缺失'
must_exit 0 menshen doctor --state "$folder/all" --json
must_print '"outcome":"permit","is_healthy":true'
must_exit 2 menshen doctor --state "$folder/all" --whole
must_print 'AUD25-3-1 Regular self-run audit'
must_exit 0 menshen device show camera-1 --state "$folder/all"

# A server is not the device: there each person is asked apart.
sed 's/^storage: device/storage: on_premises_server/' "$folder/all.yaml" >"$folder/server.yaml"
must_exit 0 begin server server.yaml
must_print 'Nothing is missing'
must_exit 0 menshen purpose show door --state "$folder/server"
must_print 'separate_consent'

# Once, and not again.
must_exit 1 begin all all.yaml
must_say 'holds a record already'
must_exit 65 menshen doctor --state "$folder/nowhere"
must_say 'holds no record'

# Nothing is written when an answer is none, nor when it is only asked.
refused() {  # ANSWER REFUSAL
  printf 'name_zh: 示例物业\n%s\n' "$1" >"$folder/wrong.yaml"
  must_exit 65 begin wrong wrong.yaml
  must_say "wrong.yaml:$2"
  [[ ! -e $folder/wrong ]] || fail "a refusal left a folder: $1"
}
refused 'place_clas: office' "2: \`place_clas\` is no question; did you mean \`place_class\`?"
refused 'place_class: castle' "2: \`place_class\` is no answer; say one of residential_compound"
refused 'minors_rules: perhaps' "2: \`minors_rules\` is no answer; say one of yes, no, unknown"
refused 'retention_days: long' "2: \`retention_days\` is no whole number"
must_exit 65 begin wrong nothing.yaml
must_exit 64 menshen init --answers "$folder/all.yaml"
must_exit 0 begin wrong all.yaml --dry-run
must_print 'nothing was written'
must_print 'Nothing is missing'
[[ ! -e $folder/wrong ]] || fail "asking made the folder"

# Asked one after another; Enter takes what stands in brackets, and a slip is asked for again.
by_hand() { menshen init --state "$folder/asked" --lang zh <"$folder/typed"; }
printf '示例物业\n\n0571-0000000\n\nlandlord\nproperty_manager\n' >"$folder/typed"
must_exit 65 by_hand
must_say '个人信息处理者是哪一类单位？'
must_say 'is no answer; say one of property_manager'
must_say 'the answers end before the last question'
[[ ! -e $folder/asked ]] || fail "whoever went left a folder"
printf '\n%.0s' {1..40} >>"$folder/typed"
must_exit 0 by_hand
must_print '改正的命令'
must_exit 0 menshen org show organization --state "$folder/asked"
must_print 'property_manager'

# What a person says in place of the words in capitals.
replaced() {
  sed -n '/^menshen /p' "$folder/out" |
    sed -e '/^menshen org /s/--kind WORD/--kind property_manager/' \
      -e '/^menshen purpose /s/--kind WORD/--kind entrance_access/' \
      -e '/^menshen alternative /s/--kind WORD/--kind card/' -e 's/--city WORD/--city other/' \
      -e 's/--mode WORD/--mode one_to_one/' -e 's/--storage-place WORD/--storage-place device/' \
      -e 's/--place-class WORD/--place-class office/' -e 's/--spot WORD/--spot entrance/' \
      -e '/--is-cn-mainland/s/YES_OR_NO/yes/g' -e 's/YES_OR_NO/no/g' -e 's/NUMBER/100/g' \
      -e 's/TEXT/示例/g'
}
mended() {  # STATE FIRST-EXIT: by nothing but what doctor prints
  must_exit "$2" menshen doctor --state "$folder/$1"
  for _ in 1 2 3 4; do
    replaced >"$folder/commands"
    [[ -s $folder/commands ]] || { cat "$folder/out"; fail "doctor names no command"; }
    (PATH=$bin:$PATH bash -euo pipefail "$folder/commands" >"$folder/said" 2>&1) ||
      { cat "$folder/commands" "$folder/said"; fail "what doctor prints does not run"; }
    menshen doctor --state "$folder/$1" >"$folder/out" 2>&1 && return
  done
  cat "$folder/out"
  fail "the commands of doctor do not come to an end"
}

# Half of it: what somebody has to look at was not looked at.
grep -vE '^(.*_in_order|minors_rules|no_.*|notice_accessible|over_internet):' "$folder/all.yaml" \
  >"$folder/half.yaml"
must_exit 0 begin half half.yaml
must_print 'Facts are missing'
mended half 2
# Nothing but a name: what is not on file at all, the law forbids.
echo 'name_zh: 示例物业' >"$folder/little.yaml"
must_exit 0 begin little little.yaml
mended little 1
mended asked 1

# What is otherwise than the law has it is not mended by looking.
must_exit 0 menshen place put east-gate --state "$folder/all" --flow-coerces yes
must_exit 1 menshen doctor --state "$folder/all"
must_print 'M25-12-3'
must_print "menshen place put east-gate --state $folder/all --flow-coerces no"
must_exit 0 menshen place put east-gate --state "$folder/all" --flow-coerces no
must_exit 0 menshen doctor --state "$folder/all"

# What should have been done is not well either.
must_exit 0 menshen obligation put old --state "$folder/all" --kind check_sign \
  --raised-on 2025-01-01 --due-on 2025-02-01
must_exit 1 menshen doctor --state "$folder/all"
must_print 'Overdue obligations (1)'
