// Both verifiers judge variants of proofs: agreement.mjs JUDGE [COUNT]
// JUDGE is the program made of tests/judge.cpp of the other verifier. Fails unless the two give
// the same verdict every time, and none is given to a variant that means something else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fromUtf8, makePolicy, verdicts, verifyProof } from "../dist/verify.mjs";
import { dice, makeCase } from "./maker.mjs";
import { mutate } from "./mutate.mjs";

const seed = 20260301;
const batch = 1000;
const [judge, asked = "20000"] = process.argv.slice(2);
const count = Number(asked);

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 31, 33, 64, 100, 255, 256, 257, 700];
const large = [70_000, 2 ** 20 + 1, 2 ** 32 - 1, 2 ** 32 + 5, 2 ** 53 - 1];

function originals(roll) {
  const cases = [];
  for (const size of [...sizes, ...large]) {
    for (const index of new Set([0, size - 1, Math.floor(size / 3)])) {
      cases.push(makeCase({ size, index, kind: "receipt", carried: roll(3) !== 0 }));
      cases.push(makeCase({ size, index, kind: "certificate", carried: roll(3) !== 0 }));
      cases.push(makeCase({ size, index, kind: "consent", carried: roll(3) !== 0 }));
      const witnesses = roll(4);
      const min = roll(3) === 0 ? roll(witnesses + 1) : witnesses;
      const strangers = roll(4) === 0 ? 1 : 0;
      const carried = roll(3) !== 0;
      cases.push(makeCase({ size, index, kind: "tlog-proof", witnesses, min, strangers, carried }));
    }
  }
  return cases;
}

const policies = new Map();

function policyOf({ key, witnesses, min }) {
  const name = JSON.stringify([key, witnesses, min]);
  let policy = policies.get(name);
  if (!policy) {
    if (policies.size > 5000) policies.clear();
    policy = makePolicy(key, witnesses, min).catch((fault) => fault);
    policies.set(name, policy);
  }
  return policy;
}

async function judgedHere(one) {
  const policy = await policyOf(one);
  if (policy instanceof Error) return policy.verdict;
  const plain = (bytes) => bytes && new Uint8Array(bytes);
  return (await verifyProof(plain(one.proof), policy, plain(one.entry))).verdict;
}

function asFields({ proof, key, witnesses, min, entry = Buffer.alloc(0) }) {
  const lines = witnesses.map((text) => `${text}\n`).join("");
  const fields = [proof, Buffer.from(key), Buffer.from(lines), Buffer.from(`${min}`), entry];
  return fields.flatMap((field) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(field.length);
    return [head, field];
  });
}

// What may not change: all but the order of signatures, and those that nobody asked for.
function essence({ proof }, original) {
  const text = fromUtf8(proof);
  if (original.parts.kind !== "tlog-proof" || text === undefined) return proof.toString("latin1");
  const end = text.lastIndexOf("\n\n");
  const needed = [original.parts.key];
  if (original.min === original.witnesses.length) needed.push(...original.parts.keepers);
  const lines = text.slice(end).split("\n");
  const kept = lines.filter((line) => {
    const [, name, signature = ""] = line.split(" ");
    const id = Buffer.from(signature, "base64").subarray(0, 4);
    return needed.some((key) => key.name === name && key.id.equals(id));
  });
  return text.slice(0, end) + kept.sort().join("\n");
}

function sameMeaning(variant, original) {
  const entry = variant.entry ?? (original.parts.carried ? original.parts.entry : undefined);
  return (
    variant.key === original.key &&
    entry?.equals(original.parts.entry) === true &&
    essence(variant, original) === essence(original, original)
  );
}

class Other {
  constructor(program) {
    this.process = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
    this.answers = [];
    this.process.stdout.on("data", (bytes) => this.answers.push(bytes));
  }

  send(cases) {
    this.process.stdin.write(Buffer.concat(cases.flatMap(asFields)));
  }

  async finish() {
    this.process.stdin.end();
    const [code] = await once(this.process, "close");
    if (code !== 0) throw new Error(`the judge ended with ${code}`);
    return Buffer.concat(this.answers);
  }
}

function complain(what, one, here, there) {
  console.error(`${what}: here ${here}, there ${there}`);
  const { parts, original, ...rest } = one;
  console.error(JSON.stringify({ ...rest, proof: one.proof.toString("base64"), size: parts.size }));
}

async function main() {
  const roll = dice(seed);
  const cases = originals(roll);
  const tally = { cases: 0, accepted: 0, refused: 0, disagreements: 0, wrongly_accepted: 0 };
  const byVerdict = {};
  for (let done = 0; done < count; ) {
    const variants = [];
    while (variants.length < Math.min(batch, count - done)) {
      const original = cases[roll(cases.length)];
      const first = done === 0 && variants.length < cases.length;
      variants.push(first ? { ...cases[variants.length], original: cases[variants.length] }
                          : { ...original, ...mutate(original, roll), original });
    }
    const other = new Other(judge);
    other.send(variants);
    const [there, here] = await Promise.all([other.finish(), Promise.all(variants.map(judgedHere))]);
    variants.forEach((one, i) => {
      const verdict = here[i];
      tally.cases += 1;
      byVerdict[verdict] = (byVerdict[verdict] ?? 0) + 1;
      tally[verdict === "valid" ? "accepted" : "refused"] += 1;
      if (verdict !== verdicts[there[i]]) {
        if (tally.disagreements++ < 5) complain("disagreement", one, verdict, verdicts[there[i]]);
      } else if (verdict === "valid" && !sameMeaning(one, one.original)) {
        if (tally.wrongly_accepted++ < 5) complain("wrongly accepted", one, verdict, verdict);
      }
    });
    done += variants.length;
  }
  const unspoilt = Object.keys(byVerdict).length;
  console.log(JSON.stringify({ ...tally, by_verdict: byVerdict }));
  if (tally.cases !== count || tally.disagreements + tally.wrongly_accepted !== 0) return 1;
  return unspoilt >= 8 ? 0 : 1; // every reason that a proof can be refused for has come up
}

process.exitCode = await main();
