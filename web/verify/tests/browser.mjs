// The built page in a real browser: every vector is judged by the library there, and by the
// page as a person uses it; then the page is opened from a file. browser.mjs CHROMIUM
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const page = here("../dist/verify.html");
const vectors = here("../../../src/apps/menshen_verify/tests/vectors.tsv");
const [chromium = "chromium"] = process.argv.slice(2);
const patience = 20_000; // milliseconds; a browser that hangs is a failure

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// Runs in the browser, beside the page in a frame, and posts what it saw.
async function inBrowser(rows) {
  const { makePolicy, verifyProof } = await import("/verify.mjs");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const answers = {};
  const frame = document.querySelector("iframe");
  const inside = frame.contentDocument;
  const field = (id) => inside.getElementById(id);
  const files = (input, text) => {
    const transfer = new frame.contentWindow.DataTransfer();
    if (text) transfer.items.add(new frame.contentWindow.File([bytes(text)], "file"));
    input.files = transfer.files;
  };
  const settled = (section) =>
    new Promise((done) => {
      const look = () => (section.dataset.verdict ? done(section.dataset.verdict) : setTimeout(look, 1));
      look();
    });
  for (const [name, , proof, key, witnesses, min, entry] of rows) {
    const found = await makePolicy(key, witnesses.split(" ").filter(Boolean), Number(min))
      .then((policy) => verifyProof(bytes(proof), policy, entry ? bytes(entry) : undefined))
      .catch((fault) => fault);
    const section = field("verdict");
    delete section.dataset.verdict;
    files(field("proof"), proof);
    files(field("entry"), entry);
    field("key").value = key;
    field("witnesses").value = witnesses.replaceAll(" ", "\n");
    field("min").value = min;
    field("proof").dispatchEvent(new frame.contentWindow.Event("input"));
    answers[name] = [found.verdict, await settled(section), field("answer").textContent];
  }
  const zh = field("answer").textContent;
  field("language").click();
  const en = field("answer").textContent;
  await fetch("/answers", { method: "POST", body: JSON.stringify({ answers, zh, en }) });
}

function judged(rows, profile) {
  const types = { html: "text/html", mjs: "text/javascript" };
  const test = `<!doctype html><iframe src="/verify.html"></iframe><script>
    onload = () => (${inBrowser})(${JSON.stringify(rows)})
      .catch((error) => fetch("/answers", { method: "POST", body: JSON.stringify({ error: String(error) }) }));
  </script>`;
  return new Promise((done, failed) => {
    const server = createServer((request, response) => {
      if (request.method === "POST") {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
          response.end();
          end(() => done(JSON.parse(body)));
        });
        return;
      }
      const name = request.url === "/" ? "" : request.url.slice(1);
      const known = { "": test, "verify.html": readFileSync(page), "verify.mjs": readFileSync(here("../dist/verify.mjs")) };
      const body = known[name];
      response.writeHead(body ? 200 : 404, { "Content-Type": types[name.split(".")[1] ?? "html"] ?? "text/plain" });
      response.end(body);
    });
    let browser;
    const late = setTimeout(() => end(() => failed(new Error("the browser gave no answer"))), patience);
    const end = (next) => {
      clearTimeout(late);
      server.closeAllConnections();
      server.close();
      browser.once("exit", next);
      browser.kill("SIGKILL");
    };
    server.listen(0, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}/`;
      browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`, "--remote-debugging-port=0", url], { stdio: "ignore" });
    });
  });
}

function openedFromFile(profile) {
  const dom = execFileSync(chromium, [...flags, `--user-data-dir=${profile}`, "--dump-dom", `file://${page}`], { encoding: "utf8", timeout: patience, stdio: ["ignore", "pipe", "ignore"] });
  return /<h1 data-say="title">([^<]*)</.exec(dom)?.[1];
}

async function main() {
  const lines = readFileSync(vectors, "utf8").trimEnd().split("\n");
  // A proof of no bytes is no file for the page to ask about.
  const rows = lines.map((line) => line.split("\t")).filter(([, , proof]) => proof !== "");
  const folder = mkdtempSync(join(tmpdir(), "menshen-browser-"));
  const wrong = [];
  try {
    const { answers = {}, zh, en, error } = await judged(rows, join(folder, "served"));
    if (error) wrong.push(error);
    for (const [name, verdict] of rows) {
      const [library, shown, words] = answers[name] ?? [];
      if (library !== verdict || shown !== verdict || !words) wrong.push(`${name}: ${library}, ${shown}, ${words}`);
    }
    if (zh !== "无效" || en !== "Not valid") wrong.push(`languages: ${zh}, ${en}`);
    const title = openedFromFile(join(folder, "file"));
    if (title !== "门神 · 凭证核验") wrong.push(`opened from a file: ${title}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  for (const what of wrong) console.error(what);
  console.log(`${rows.length} proofs judged in the browser, ${wrong.length} complaints`);
  return wrong.length === 0 ? 0 : 1;
}

process.exitCode = await main();
