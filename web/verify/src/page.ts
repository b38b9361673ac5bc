// The page: files and keys in, a verdict in plain words out. What was read is only ever set as
// text.
import { answers, type Language, type Word, words } from "./words.ts";
import { type Certificate, Fault, type Finding, makePolicy, readEntry, toBase64, toHex, verifyProof } from "./verify.ts";
import { readDecimal } from "./spelling.ts";

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(id);
  return found;
}

const proof = element("proof", HTMLInputElement);
const key = element("key", HTMLInputElement);
const witnesses = element("witnesses", HTMLTextAreaElement);
const min = element("min", HTMLInputElement);
const entry = element("entry", HTMLInputElement);
const drop = element("drop", HTMLDivElement);
const section = element("verdict", HTMLElement);
const language = element("language", HTMLButtonElement);

let spoken: Language = "zh-CN";
let shown: Finding | "insecure" | undefined;
let asked = 0;

const say = (word: Word) => words[spoken][word];

async function bytesOf(input: HTMLInputElement) {
  const file = input.files?.[0];
  return file && new Uint8Array(await file.arrayBuffer());
}

async function judge(): Promise<Finding | undefined> {
  const bytes = await bytesOf(proof);
  if (!bytes) return undefined;
  try {
    const keys = witnesses.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const text = min.value.trim();
    const count = text === "" ? keys.length : readDecimal(text);
    if (count === undefined) return { verdict: "bad_key" };
    const policy = await makePolicy(key.value.trim(), keys, count);
    return await verifyProof(bytes, policy, await bytesOf(entry));
  } catch (error) {
    if (error instanceof Fault) return { verdict: error.verdict };
    throw error;
  }
}

function list(id: string, rows: readonly (readonly [Word, string])[]): void {
  const into = element(id, HTMLDListElement);
  into.replaceChildren(
    ...rows.flatMap(([word, value]) => {
      const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = say(word);
      detail.textContent = value;
      return [term, detail];
    }),
  );
}

const utc = (seconds: number) => {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace(".000Z", "Z");
};

function showCertificate(says: Certificate): void {
  const inWords = ({ zh, en }: { zh: string; en: string }) => (spoken === "en" ? en : zh);
  element("certifiesTitle", HTMLHeadingElement).hidden = false;
  list("certifies", [
    ["decision", says.decision],
    ["counted", utc(says.time)],
    ...says.destroyed.map(
      ({ store, what, before, after }) =>
        ["destroyed", `${store}, ${what}: ${before} → ${after} (${say("beforeAfter")})`] as const,
    ),
    ["epoch", `${says.epochBefore} → ${says.epochAfter}`],
    ["provider", `${says.provider} (${says.forgetting})`],
    ["promise", inWords(says.promise)],
    ...says.beyond.map((sentence) => ["beyond", inWords(sentence)] as const),
  ]);
}

// In lines, if it is JSON; nobody but the operator says what it says.
function inLines(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function showConsentReceipt(json: string): void {
  const shown = element("consents", HTMLPreElement);
  shown.textContent = inLines(json);
  shown.hidden = false;
  element("consentsTitle", HTMLHeadingElement).hidden = false;
}

function showProved(proved: NonNullable<Finding["proved"]>): void {
  list("proved", [
    ["record", proved.origin],
    ["index", `${proved.index}`],
    ["size", `${proved.size}`],
    ["root", toBase64(proved.root)],
    ...(proved.time === undefined ? [] : [["time", utc(proved.time)] as const]),
    ...proved.signers.map(
      ({ name, time }) =>
        ["signer", time === undefined ? name : `${name} (${utc(time)})`] as const,
    ),
  ]);
  if (proved.certificate) showCertificate(proved.certificate);
  if (proved.consentReceipt !== undefined) showConsentReceipt(proved.consentReceipt);
  const says = readEntry(proved.entry);
  element("saysTitle", HTMLHeadingElement).hidden = false;
  if (!says) {
    list("says", [["bytes", `${say("unknownForm")}\n${toHex(proved.entry)}`]]);
    return;
  }
  list("says", [
    ["event", says.event],
    ["verdict", says.verdict],
    ["rules", says.rules.join(", ")],
    ["at", utc(says.timeMs / 1000)],
    ["actor", says.actor],
    ["action", says.action],
    ["purpose", says.purpose],
    ["place", says.place],
    ["decision", says.decision],
    ["catalogue", says.catalogue],
    ["subject", says.subject],
    ["payload", says.payload],
  ]);
}

function show(): void {
  document.documentElement.lang = spoken;
  document.title = say("title");
  for (const node of document.querySelectorAll<HTMLElement>("[data-say]")) {
    node.textContent = say(node.dataset["say"] as Word);
  }
  const other = spoken === "en" ? "zh-CN" : "en";
  language.lang = other;
  language.textContent = other === "en" ? "English" : "中文";
  section.hidden = shown === undefined;
  if (shown === undefined) return;
  const finding: Finding = shown === "insecure" ? { verdict: "unreadable" } : shown;
  const [answer, reason] = answers[spoken][finding.verdict];
  element("answer", HTMLHeadingElement).textContent = answer;
  element("reason", HTMLParagraphElement).textContent =
    shown === "insecure" ? say("insecure") : reason;
  section.className =
    finding.verdict === "valid" ? "good" : finding.verdict === "no_key" ? "open" : "bad";
  section.dataset["verdict"] = finding.verdict;
  list("proved", []);
  list("says", []);
  list("certifies", []);
  element("saysTitle", HTMLHeadingElement).hidden = true;
  element("certifiesTitle", HTMLHeadingElement).hidden = true;
  element("consentsTitle", HTMLHeadingElement).hidden = true;
  element("consents", HTMLPreElement).hidden = true;
  if (finding.proved) showProved(finding.proved);
}

// An answer that comes after a newer question is dropped.
async function ask(): Promise<void> {
  const turn = ++asked;
  const found = await judge().catch((): "insecure" => "insecure");
  if (turn !== asked) return;
  shown = found;
  show();
}

for (const input of [proof, key, witnesses, min, entry]) {
  input.addEventListener("input", () => void ask());
}
element("form", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
language.addEventListener("click", () => {
  spoken = spoken === "en" ? "zh-CN" : "en";
  show();
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer?.files.length) {
    proof.files = event.dataTransfer.files;
    void ask();
  }
});
show();
