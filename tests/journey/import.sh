#!/usr/bin/env bash
# People come out of a spreadsheet: what can be on file is, what cannot is said line by line, a run
# that was killed is gone on with by the same command, and nothing of anybody is repeated.
# shellcheck source=tests/journey/common.sh
source "$(dirname "$0")/common.sh"
state=$folder/state
menshen() { "$bin/menshen" "$@" --state "$state"; }
entries() { menshen ledger verify --json | grep -o '"entries":[0-9]*' | grep -o '[0-9]*'; }
must_exit 0 menshen org put estate --name 示例物业

# A thousand rows, of which some cannot be taken.
{
  echo 'id,birth_date,is_disabled_or_elderly,needs,relation'
  awk 'BEGIN { for (i = 2; i <= 1001; ++i) {
    day = i % 100 == 0 ? "Zhangsan" : sprintf("19%02d-01-%02d", i % 90 + 10, i % 28 + 1)
    id = i % 333 == 0 ? "p-2" : "p-" i
    printf "%s,%s,%s,%s,resident%s\n", id, day, i % 2 ? "yes" : "no", i % 7 ? "" : "voice;large_type", i == 50 ? ",Lisi" : ""
  } }'
} >"$folder/people.csv"
must_exit 65 menshen import "$folder/people.csv" --dry-run
must_print '1000 rows: 986 new, 0 changed, 0 as they were, 14 refused; nothing was changed'
[[ $(entries) == 1 ]] || fail "asking changed something"
must_exit 65 menshen import "$folder/people.csv" --errors "$folder/errors.csv"
must_print '1000 rows: 986 new, 0 changed, 0 as they were, 14 refused'
must_say 'menshen: line 50: has 6 cells where the first line has 5; give each column one'
must_say 'menshen: line 100, column birth_date: is no day; write it as 2026-01-31'
must_say 'menshen: line 333, column id: stands in line 2 too; keep one of them'
[[ $(wc -l <"$folder/errors.csv") == 15 ]] || fail "not every refusal is in the file"
must_hold "$folder/errors.csv" '"100","birth_date","is no day; write it as 2026-01-31"'
! grep -rqE 'Zhangsan|Lisi|p-[0-9]' "$folder/said" "$folder/errors.csv" || fail "it repeats what is somebody's"
[[ $(entries) == 987 ]] || fail "not an entry for each"

# The same again changes nothing; what differs is changed, and the rest of the person stays.
must_exit 65 menshen import "$folder/people.csv" --json
must_print '{"rows":1000,"added":0,"changed":0,"same":986,"refused":14,"dry_run":false,"problems":[{"line":50,'
[[ $(entries) == 987 ]] || fail "the same was written again"
printf 'relation,id\r\nguest,p-7\r\nresident,p-8\r\n' >"$folder/few.csv"
must_exit 0 menshen import "$folder/few.csv" --lang zh
must_print '共 2 行：新增 0，更改 1，未变 1，拒收 0'
must_exit 0 menshen subject show p-7 --json
must_print '"needs":["voice","large_type"],"relation":"guest"'

# What is no table of people is refused as a whole, and changes nothing.
refuse() {  # TEXT_OF_FILE WHAT_IT_SAYS
  printf '%b' "$1" >"$folder/wrong.csv"
  must_exit 65 menshen import "$folder/wrong.csv"
  must_say "wrong.csv$2"
}
refuse '' ':1: holds nothing'
refuse 'p-9,1980-01-01\n' ":1: names no column \`id\`"
! grep -q 1980 "$folder/said" || fail "a person stands in the refusal"
refuse 'id,name\np-9,Zhangsan\n' ": column \`name\`: no names and addresses of people are kept; leave it out"
refuse 'id,relatoin\np-9,guest\n' ": column \`relatoin\`: is no field of a person; did you mean \`relation\`?"
refuse 'id,relation\np-9,guest\np-10,"res\n' ':3: a quotation mark is not closed'
refuse 'id,relation\np-9,\xd2\xb5\xd6\xf7\n' ':2: is no UTF-8; save the table as'
[[ $(entries) == 988 ]] || fail "a refused table left something"
must_exit 64 menshen import
must_exit 65 menshen import "$folder/nothing.csv"

# Killed in the middle, again and again, the same command ends with everybody once.
awk 'BEGIN { print "id,age_band"; for (i = 0; i < 20000; ++i) print "q-" i ",adult" }' >"$folder/many.csv"
keys() { stat -c %s "$state/vault.keys"; }  # grows by about 100 bytes for each person
for _ in 1 2 3; do
  before=$(keys)
  "$bin/menshen" import "$folder/many.csv" --state "$state" >"$folder/out" 2>"$folder/err" &
  import=$!
  while (($(keys) < before + 250000)) && kill -0 "$import" 2>/dev/null; do sleep 0.01; done
  kill -9 "$import" || fail "it was done before it could be cut short"
  wait "$import" 2>/dev/null || true
done
must_exit 0 menshen import "$folder/many.csv" --json
must_print '"rows":20000'
must_print '"changed":0'
! grep -q '"same":0,' "$folder/out" || fail "it began from the start"
must_print '"refused":0'
must_exit 0 menshen import "$folder/many.csv"
must_print '20000 rows: 0 new, 0 changed, 20000 as they were, 0 refused'
must_exit 0 menshen ledger verify
[[ $(entries) == $((988 + 20000)) ]] || fail "somebody is in the record twice, or not at all"
