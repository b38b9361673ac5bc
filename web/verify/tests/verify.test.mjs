import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makePolicy, readEntry, verifyProof } from "../dist/verify.mjs";
import * as inner from "../dist/internals.mjs";

globalThis.crypto ??= webcrypto; // Node 18 has it under this name only

const { toUtf8, toHex } = inner;
const fromHex = (hex) => new Uint8Array(Buffer.from(hex, "hex"));

// The same cases as the other verifier's; make_vectors.mjs says what the fields are.
const vectors = new URL("../../../src/apps/menshen_verify/tests/vectors.tsv", import.meta.url);
const rows = readFileSync(vectors, "utf8").trimEnd().split("\n").map((line) => line.split("\t"));

test("the vectors are all there", () => assert.equal(rows.length, 77));

for (const [name, verdict, proof, key, witnesses, min, entry] of rows) {
  test(`${name} is ${verdict}`, async () => {
    const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
    const found = await makePolicy(key, witnesses.split(" ").filter(Boolean), Number(min))
      .then((policy) => verifyProof(bytes(proof), policy, entry ? bytes(entry) : undefined))
      .catch((fault) => ({ verdict: fault.verdict }));
    assert.equal(found.verdict, verdict);
    assert.equal(found.proved !== undefined, verdict === "valid" || verdict === "no_key");
    if (!found.proved) return;
    const { action } = readEntry(found.proved.entry);
    const kind = name.split("_")[0];
    if (kind === "certificate") assert.equal(action, "subject.erase");
    else if (kind !== "consent") assert.equal(action, "face.verify");
    assert.equal(found.proved.certificate !== undefined, kind === "certificate");
    assert.equal(found.proved.consentReceipt !== undefined, kind === "consent");
  });
}

for (const wanted of ["certificate_of_a_deletion", "consent_that_was_recorded"]) {
  test(`${wanted} with one byte changed, wherever, is refused`, async () => {
    const [, , proof, key] = rows.find(([name]) => name === wanted);
    const policy = await makePolicy(key);
    const bytes = new Uint8Array(Buffer.from(proof, "base64"));
    assert.equal((await verifyProof(bytes, policy)).verdict, "valid");
    for (let at = 0; at < bytes.length; ++at) {
      const changed = Uint8Array.from(bytes);
      changed[at] ^= 1 << (at % 8);
      assert.notEqual((await verifyProof(changed, policy)).verdict, "valid", `byte ${at}`);
    }
  });
}

test("what a statement says is given as it was signed", async () => {
  const proved = async (wanted) => {
    const [, , proof, key] = rows.find(([name]) => name === wanted);
    const bytes = new Uint8Array(Buffer.from(proof, "base64"));
    return (await verifyProof(bytes, await makePolicy(key))).proved;
  };
  const { certificate } = await proved("certificate_of_a_deletion");
  assert.deepEqual(certificate.destroyed[0], { store: "state.db", what: "records", before: 3, after: 0 });
  const { consentReceipt } = await proved("consent_that_was_recorded");
  assert.equal(JSON.parse(consentReceipt).events[0].entity_id, "住户_17");
});

// The key and note that Go's package sumdb/note publishes.
const peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const peterNote =
  "If you think cryptography is the answer to your problem,\n" +
  "then you don't know what your problem is.\n\n" +
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

test("the published note holds for the published key", async () => {
  const policy = await makePolicy(peter);
  const check = (text) =>
    inner.checkSignatures(inner.readNote(text), "PeterNeumann", policy.record, policy);
  assert.deepEqual(await check(peterNote), [{ name: "PeterNeumann" }]);
  await assert.rejects(check(`I${peterNote}`), { verdict: "wrong_signature" });
});

test("a key is no other text", async () => {
  for (let i = 0; i <= peter.length; ++i) {
    const cut = peter.slice(0, i) + peter.slice(i + 1);
    if (cut !== peter) await assert.rejects(makePolicy(cut || " "), { verdict: "bad_key" });
  }
});

// The examples of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature.
test("the published checkpoint is read", () => {
  const { text, signatures } = inner.readNote(
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
      "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
      "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n",
  );
  assert.deepEqual(signatures.map(({ bytes }) => bytes.length), [64, 72]);
  assert.equal(inner.readCheckpoint(text).size, 20_852_163);
});

// Of the tree of eight leaves that the tests of Certificate Transparency (RFC 6962) publish.
test("paths lead to the published roots", async () => {
  const hash5 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
  const pair1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  const first = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
  const eight = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
  const proofs = [
    ["", 0, 1, [], first],
    ["", 0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", pair1, "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"], eight],
    ["40414243", 5, 8, [hash5, "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"], eight],
    ["10", 2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"], "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
    ["00", 1, 5, [first, pair1, hash5], "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"],
  ];
  for (const [entry, index, size, hashes, root] of proofs) {
    const leaf = await inner.leafHash(fromHex(entry));
    const path = hashes.map(fromHex);
    assert.equal(toHex(await inner.rootFromPath(leaf, index, size, path)), root);
    const refused = (...wrong) =>
      assert.rejects(inner.rootFromPath(leaf, ...wrong), { verdict: "wrong_path" });
    await refused(size, size, path);
    await refused(index, size, [...path, leaf]);
    if (path.length > 0) await refused(index, size, path.slice(1));
  }
});

// RFC 8032, section 7.1, test 2.
test("a signature has one spelling", async () => {
  const key = new inner.Ed25519Key(fromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  const r = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da";
  const s = "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  const larger = "f52db740581bac71fb4e1a0bafeafba0387b2eaeb4302aeeb00d291612bb0c10";
  assert.equal(await key.isSigned(fromHex("72"), fromHex(r + s)), true);
  assert.equal(await key.isSigned(fromHex("73"), fromHex(r + s)), false);
  assert.equal(await key.isSigned(fromHex("72"), fromHex(r + larger)), false);
  assert.equal(await key.isSigned(fromHex("72"), fromHex(`${r}${s}00`)), false);
});

test("a point has one spelling and not a small order", () => {
  const [ff, zeros] = ["ff".repeat(30), "00".repeat(31)];
  const wrong = [`00${zeros}`, `01${zeros}`, `ec${ff}7f`, `ec${ff}ff`, `ed${ff}7f`, `ff${ff}ff`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"];
  for (const point of wrong) assert.equal(inner.isSoundPoint(fromHex(point)), false, point);
  assert.equal(inner.isSoundPoint(fromHex(`09${zeros}`)), true);
});

test("bytes and numbers have one spelling", () => {
  for (const [text, value] of [["", ""], ["Zg==", "f"], ["Zm8=", "fo"], ["Zm9v", "foo"]]) {
    assert.deepEqual(inner.readBase64(text), toUtf8(value));
    assert.equal(inner.toBase64(toUtf8(value)), text);
  }
  for (const wrong of ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "Zm8= ", "-_8="]) {
    assert.equal(inner.readBase64(wrong), undefined, wrong);
  }
  assert.equal(inner.readDecimal("9007199254740991"), Number.MAX_SAFE_INTEGER);
  for (const wrong of ["", "00", "01", "+1", " 1", "1.0", "9007199254740992", "1\n", "１"]) {
    assert.equal(inner.readDecimal(wrong), undefined, wrong);
  }
  const number = (hex) => {
    const cbor = new inner.CborReader(fromHex(hex));
    const value = cbor.number();
    cbor.mustBeAtEnd();
    return value;
  };
  assert.equal(number("1818"), 24);
  assert.equal(number("1b001fffffffffffff"), Number.MAX_SAFE_INTEGER);
  for (const wrong of ["1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "1b0020000000000000", "1c", "1f", "", "18", "20", "1700"]) {
    assert.throws(() => number(wrong), { verdict: "malformed" }, wrong);
  }
});

test("the worked example of docs/record-format.md holds", async () => {
  const text = readFileSync(new URL("../../../docs/record-format.md", import.meta.url), "utf8");
  const block = (kind) => text.split(`\n\`\`\`${kind}\n`)[1].split("```")[0].replaceAll("\n", "");
  const found = await verifyProof(fromHex(block("receipt")), await makePolicy(block("key")));
  assert.equal(found.verdict, "valid");
  assert.ok(text.includes(toHex(found.proved.root)));
});

test("the worked example of docs/consent-receipts.md holds", async () => {
  const text = readFileSync(new URL("../../../docs/consent-receipts.md", import.meta.url), "utf8");
  const block = (kind) => text.split(`\n\`\`\`${kind}\n`)[1].split("```")[0];
  const bytes = new Uint8Array(Buffer.from(block("receipt"), "base64"));
  const found = await verifyProof(bytes, await makePolicy(block("key").trim()));
  assert.equal(found.verdict, "valid");
  assert.equal(found.proved.consentReceipt, JSON.stringify(JSON.parse(block("json"))));
});
