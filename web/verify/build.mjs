// Makes the verifier for Node (dist/verify.mjs), its parts for tests (dist/internals.mjs), and
// the page for people (dist/verify.html): one file, which fetches nothing and runs no other
// script than its own.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function bundled(entry, format) {
  const { outputFiles } = buildSync({
    entryPoints: [here(entry)],
    bundle: true,
    charset: "utf8",
    format,
    target: "es2022",
    write: false,
  });
  return outputFiles[0].text;
}

function hashOf(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const script = `\n${bundled("src/page.ts", "iife")}`;
const style = `\n${readFileSync(here("src/page.css"), "utf8")}`;
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const page = readFileSync(here("index.html"), "utf8")
  .replace("@POLICY@", () => policy)
  .replace("@STYLE@", () => style)
  .replace("@SCRIPT@", () => script);

mkdirSync(here("dist"), { recursive: true });
writeFileSync(here("dist/verify.mjs"), bundled("src/verify.ts", "esm"));
writeFileSync(here("dist/internals.mjs"), bundled("tests/internals.ts", "esm"));
writeFileSync(here("dist/verify.html"), page);
