// main.mjs PEER TASK: compares every answer of one engine with ours, then times it. Prints
// one JSON object; an answer that differs ends it with status 1.
import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { microsecondsPerDecision } from './timing.mjs';

const [name, task] = process.argv.slice(2);
const peer = await import(`./${name}.mjs`);
const { answers, ...rest } = JSON.parse(readFileSync(task, 'utf8'));
const { decide, requests } = peer.prepare(rest);

// An engine that gives no bases with a refusal is not asked for them.
function comparable({ is_permitted, violated, bases }, reference = { bases }) {
  const sorted = { is_permitted, violated: [...violated].sort() };
  return reference.bases ? { ...sorted, bases: [...bases].sort() } : sorted;
}

answers.forEach((ours, i) => {
  const theirs = decide(requests[i]);
  deepStrictEqual(comparable(theirs), comparable(ours, theirs), `${name}, facts ${i}`);
});

const manifest = new URL(`node_modules/${peer.packageName}/package.json`, import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
console.log(
  JSON.stringify({
    peer: `${peer.packageName} ${version}, Node ${process.versions.node}, ${answers.length} equal answers`,
    microseconds: microsecondsPerDecision(decide, requests),
    takes_facts_in: peer.takesFactsIn,
  }),
);
