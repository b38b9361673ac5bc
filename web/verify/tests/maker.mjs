// Makes records, receipts and tlog-proofs for tests, with Node's own crypto and nothing of the
// verifiers. What it makes depends on the seed alone.
import { createHash, createPrivateKey, createPublicKey, sign, webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // Node 18 has it under this name only

export function sha256(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

// Random numbers that anybody can have again (splitmix32).
export function dice(seed) {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % sides;
  };
}

// Deterministic CBOR: numbers, text, bytes, null, arrays, and maps as arrays of pairs.
export const cbor = {
  head(major, value) {
    if (value < 24) return Buffer.from([(major << 5) | value]);
    const width = value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : value < 2 ** 32 ? 4 : 8;
    const bytes = Buffer.alloc(9);
    bytes.writeBigUInt64BE(BigInt(value), 1);
    bytes[8 - width] = (major << 5) | (24 + Math.log2(width));
    return bytes.subarray(8 - width);
  },
  of(value) {
    if (value === null) return Buffer.from([0xf6]);
    if (typeof value === "number") {
      return value < 0 ? cbor.head(1, -1 - value) : cbor.head(0, value);
    }
    if (typeof value === "string") {
      return Buffer.concat([cbor.head(3, Buffer.byteLength(value)), Buffer.from(value)]);
    }
    if (Buffer.isBuffer(value)) return Buffer.concat([cbor.head(2, value.length), value]);
    return Buffer.concat([cbor.head(4, value.length), ...value.map(cbor.of)]);
  },
  map(pairs) {
    return Buffer.concat([cbor.head(5, pairs.length), ...pairs.flat().map(cbor.part)]);
  },
  part(value) {
    return value?.encoded ?? cbor.of(value);
  },
};
export const encoded = (bytes) => ({ encoded: bytes });

const prefix = Buffer.from("302e020100300506032b657004220420", "hex");

export class Key {
  signatures = new Map();

  constructor(seed) {
    this.private = createPrivateKey({
      key: Buffer.concat([prefix, sha256(seed)]),
      format: "der",
      type: "pkcs8",
    });
    this.public = createPublicKey(this.private)
      .export({ format: "der", type: "spki" })
      .subarray(-32);
  }

  // Most variants bear the signature of the original.
  sign(message) {
    const digest = sha256(message).toString("latin1");
    let signature = this.signatures.get(digest);
    if (!signature) {
      signature = sign(null, message, this.private);
      if (this.signatures.size > 100) this.signatures.clear();
      this.signatures.set(digest, signature);
    }
    return signature;
  }
}

export class NamedKey extends Key {
  constructor(name, kind, seed = name) {
    super(`${seed}, kind ${kind}`);
    this.name = name;
    this.kind = kind;
    this.encoded = Buffer.concat([Buffer.from([kind]), this.public]);
    this.id = sha256(`${name}\n`, this.encoded).subarray(0, 4);
    this.text = `${name}+${this.id.toString("hex")}+${this.encoded.toString("base64")}`;
  }

  // The line of a signature below a note's text.
  line(text, time) {
    let bytes = this.kind === 1 ? this.sign(Buffer.from(text)) : undefined;
    if (this.kind === 4) {
      const at = Buffer.alloc(8);
      at.writeBigUInt64BE(BigInt(time));
      const message = `cosignature/v1\ntime ${time}\n${text}`;
      bytes = Buffer.concat([at, this.sign(Buffer.from(message))]);
    }
    return `— ${this.name} ${Buffer.concat([this.id, bytes]).toString("base64")}\n`;
  }
}

export function leafHash(entry) {
  return sha256(Buffer.from([0]), entry);
}

function nodeHash(left, right) {
  return sha256(Buffer.from([1]), left, right);
}

// RFC 6962, section 2.1, as it is written there.
export function rootOf(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

export function pathOf(index, leaves) {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

// The root over a tree of `size` that is known by one leaf and the path from it.
export function climb(leaf, index, size, path) {
  if (size === 1) return leaf;
  const k = splitOf(size);
  const last = path.at(-1);
  const rest = path.slice(0, -1);
  return index < k
    ? nodeHash(climb(leaf, index, k, rest), last)
    : nodeHash(last, climb(leaf, index - k, size - k, rest));
}

function depthOf(index, size) {
  if (size === 1) return 0;
  const k = splitOf(size);
  return 1 + (index < k ? depthOf(index, k) : depthOf(index - k, size - k));
}

function splitOf(count) {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

export function decisionOf(number) {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

// An entry of version 1.
export function entryOf(number, { event, action = "face.verify" } = {}) {
  const digest = (of) => sha256(`${of} ${number}`);
  return cbor.map([
    [1, 1],
    [2, event ?? ["decision", "outcome", "change"][number % 3]],
    [3, decisionOf(number)],
    [4, 1_780_000_000_000 + number],
    [5, "前台"],
    [6, action],
    [7, "entrance"],
    [8, "lobby"],
    [9, digest("catalogue")],
    [10, ["permit", "deny", "undetermined", "none"][number % 4]],
    [11, number % 2 === 0 ? [] : ["M25-13-4", "M25-09-1"]],
    [12, digest("subject")],
    [13, digest("payload")],
  ]);
}

export function checkpointText(origin, size, root) {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

export function signedHeader(origin, key, time, size) {
  return cbor.map([
    [1, -19],
    [4, sha256(key)],
    [15, encoded(cbor.map([[1, origin], [6, time], ["size", size]]))],
    [395, 1],
  ]);
}

export function receiptOf({ header, size, index, path, entry, signature }) {
  const proofs = cbor.map([[-1, [cbor.of([size, index, path])]]]);
  const carried = entry === undefined ? [] : [["entry", entry]];
  return Buffer.concat([
    cbor.head(6, 18),
    cbor.head(4, 4),
    cbor.of(header),
    cbor.map([[396, encoded(proofs)], ...carried]),
    cbor.of(null),
    cbor.of(signature),
  ]);
}

export function receiptMessage(header, root) {
  return cbor.of(["Signature1", header, Buffer.alloc(0), root]);
}

export function tlogProofOf({ entry, index, path, note }) {
  const extra = entry === undefined ? "" : `extra ${entry.toString("base64")}\n`;
  const hashes = path.map((hash) => `${hash.toString("base64")}\n`).join("");
  return Buffer.from(`c2sp.org/tlog-proof@v1\n${extra}index ${index}\n${hashes}\n${note}`);
}

export const certificateType = "application/vnd.menshen.deletion+cose";

export function certificateHeader(origin, key, time) {
  return cbor.map([
    [1, -19],
    [4, sha256(key)],
    [15, encoded(cbor.map([[1, origin], [6, time]]))],
    [16, certificateType],
  ]);
}

// What an operator states; `changes` are other fields, by their keys.
export function certificatePayload({ index, decision = decisionOf(index) }, receipt, changes = {}) {
  const fields = {
    1: 1,
    2: decision,
    3: receipt,
    4: [["state.db", "records", 3, 0], ["vault.db", "references", 1, 0], ["vault.keys", "own keys", 1, 0]],
    5: [6, 7],
    6: ["passphrase", "by_erasing_files", "已抹去本机的密钥文件", "the key files here are erased"],
    7: [["他人另存的副本", "copies that others made"]],
    ...changes,
  };
  return cbor.map(Object.entries(fields).map(([key, value]) => [Number(key), value]));
}

export function certificateMessage(header, payload) {
  return cbor.of(["Signature1", header, Buffer.alloc(0), payload]);
}

export function certificateOf({ header, payload, signature }) {
  const parts = [cbor.of(header), cbor.map([]), cbor.of(payload), cbor.of(signature)];
  return Buffer.concat([cbor.head(6, 18), cbor.head(4, 4), ...parts]);
}

export const consentType = "application/vnd.menshen.consent+cose";

export function consentHeader(origin, key, time, receipt) {
  return cbor.map([
    [1, -19],
    [3, "application/json"],
    [4, sha256(key)],
    [15, encoded(cbor.map([[1, origin], [6, time], ["receipt", receipt]]))],
    [16, consentType],
  ]);
}

export function consentDocument(index, state = "given") {
  const events = [{ event_type: "explicit_consent", event_state: state, entity_id: "住户_17" }];
  return Buffer.from(JSON.stringify({ receipt_id: decisionOf(index), events }));
}

// A consent receipt that the key of the parts signed, around a receipt of the record. It has the
// envelope of a certificate.
export function consentAround(parts, receipt, payload = consentDocument(parts.index)) {
  const header = consentHeader(parts.origin, parts.key.public, parts.time, receipt);
  const signature = parts.key.sign(certificateMessage(header, payload));
  return certificateOf({ header, payload, signature });
}

// A certificate that the key of the parts signed, around a receipt.
export function certificateAround(parts, receipt, changes) {
  const header = certificateHeader(parts.origin, parts.key.public, parts.time);
  const payload = certificatePayload(parts, receipt, changes);
  const signature = parts.key.sign(certificateMessage(header, payload));
  return certificateOf({ header, payload, signature });
}

const wholeTreeMax = 1000;

// Of a larger tree, only what the proof is made of.
function treeOf(size, index, entry = entryOf(index)) {
  const neighbour = entryOf((index + 1) % size);
  if (size > wholeTreeMax) {
    const path = Array.from({ length: depthOf(index, size) }, (_, i) => sha256(`${size} ${i}`));
    return { entry, neighbour, path, root: climb(leafHash(entry), index, size, path) };
  }
  const leaves = Array.from({ length: size }, (_, i) => leafHash(i === index ? entry : entryOf(i)));
  return { entry, neighbour, path: pathOf(index, leaves), root: rootOf(leaves) };
}

// What a statement must be about.
const actions = { certificate: "subject.erase", consent: "consent.record" };

function statedOf(index, kind) {
  const action = actions[kind];
  return action && entryOf(index, { event: "change", action });
}

// A proof that holds, with all that is needed to make variants of it.
//   carried  whether the proof carries its entry, or it is given beside
export function makeCase({ size, index, kind, witnesses = 0, min, strangers = 0, carried = true }) {
  const origin = `example.com/record-${size}`;
  const key = new NamedKey(origin, 1);
  const keepers = Array.from({ length: witnesses }, (_, i) => new NamedKey(`witness-${i}`, 4));
  const others = Array.from({ length: strangers }, (_, i) => new NamedKey(`stranger-${i}`, 4));
  const parts = {
    kind, origin, key, keepers, others, size, index,
    ...treeOf(size, index, statedOf(index, kind)),
    time: 1_780_000_000 + (size % 1000),
    carried,
  };
  const proof = write(parts);
  return {
    parts,
    proof,
    key: key.text,
    witnesses: keepers.map(({ text }) => text),
    min: min ?? (kind === "tlog-proof" ? witnesses : 0),
    entry: carried ? undefined : parts.entry,
  };
}

// The proof that the parts say, signed by the keys of the parts over the root of the parts.
export function write(parts) {
  const entry = parts.carried ? parts.entry : undefined;
  if (parts.kind === "receipt") {
    const header = signedHeader(parts.origin, parts.key.public, parts.time, parts.size);
    const signature = parts.key.sign(receiptMessage(header, parts.root));
    return receiptOf({ ...parts, entry, header, signature });
  }
  if (parts.kind === "certificate") {
    return certificateAround(parts, write({ ...parts, kind: "receipt" }));
  }
  if (parts.kind === "consent") {
    return consentAround(parts, write({ ...parts, kind: "receipt" }));
  }
  const text = checkpointText(parts.origin, parts.size, parts.root);
  const lines = [parts.key, ...parts.keepers, ...parts.others].map((key) =>
    key.line(text, parts.time),
  );
  return tlogProofOf({ ...parts, entry, note: `${text}\n${lines.join("")}` });
}
