// Variants of proofs that hold. Most mean something else than the original, and none of those
// may be accepted.
import { NamedKey, cbor, checkpointText, encoded, receiptMessage, receiptOf, sha256 } from "./maker.mjs";
import { certificateAround, certificateHeader, certificateMessage, certificateOf } from "./maker.mjs";
import { certificatePayload, certificateType, entryOf, signedHeader, tlogProofOf, write } from "./maker.mjs";
import { consentAround, consentDocument, consentHeader, consentType } from "./maker.mjs";

const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

const pick = (roll, list) => list[roll(list.length)];
const bytesOf = (roll, count) => Buffer.from(Array.from({ length: count }, () => roll(256)));

function replaced(bytes, at, count, by) {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + count)]);
}

// Blind to what the bytes are.
const ofBytes = {
  flip(bytes, roll) {
    const flipped = Buffer.from(bytes);
    flipped[roll(bytes.length)] ^= 1 << roll(8);
    return flipped;
  },
  set: (bytes, roll) => replaced(bytes, roll(bytes.length), 1, bytesOf(roll, 1)),
  truncate: (bytes, roll) => bytes.subarray(0, roll(bytes.length)),
  remove: (bytes, roll) => replaced(bytes, roll(bytes.length), 1 + roll(40), Buffer.alloc(0)),
  insert: (bytes, roll) => replaced(bytes, roll(bytes.length + 1), 0, bytesOf(roll, 1 + roll(40))),
  append: (bytes, roll) => Buffer.concat([bytes, bytesOf(roll, 1 + roll(3))]),
  repeat(bytes, roll) {
    const at = roll(bytes.length);
    return replaced(bytes, at, 0, bytes.subarray(at, at + 1 + roll(60)));
  },
  move(bytes, roll) {
    const [a, b] = [roll(bytes.length), roll(bytes.length)];
    const piece = bytes.subarray(a, a + 1 + roll(40));
    return replaced(replaced(bytes, a, piece.length, Buffer.alloc(0)), b, 0, piece);
  },
};

// S + L says the same of the curve as S; only the smaller is a signature.
function withLargerS(signature) {
  let s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString("hex")}`);
  s += groupOrder;
  const bytes = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}

const ofSignature = [
  withLargerS,
  (signature) => Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]),
  () => Buffer.alloc(64),
  () => Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]),
  (signature, roll) => replaced(signature, 32 * roll(2), 32, bytesOf(roll, 32)),
  (signature) => Buffer.concat([signature, Buffer.alloc(1)]),
  (signature) => signature.subarray(0, 63),
];

// Other parts under the signature of the original.
const ofParts = {
  swap(parts, roll) {
    if (parts.path.length < 2) return;
    const [a, b] = [roll(parts.path.length), roll(parts.path.length)];
    [parts.path[a], parts.path[b]] = [parts.path[b], parts.path[a]];
  },
  drop: (parts, roll) => void parts.path.splice(roll(parts.path.length || 1), 1),
  double(parts, roll) {
    const at = roll(parts.path.length || 1);
    parts.path.splice(at, 0, parts.path[at] ?? sha256("one more"));
  },
  invent: (parts, roll) => void parts.path.splice(roll(parts.path.length + 1), roll(2), sha256(`${roll(99)}`)),
  reverse: (parts) => void parts.path.reverse(),
  lengthen: (parts) => void parts.path.push(...Array.from({ length: 54 }, (_, i) => sha256(`${i}`))),
  cut: (parts) => void (parts.path[0] = parts.path[0]?.subarray(1) ?? Buffer.alloc(31)),
  index: (parts, roll) => void (parts.index = pick(roll, [parts.index + 1, Math.max(0, parts.index - 1), parts.size, parts.size - 1, 0, parts.index ^ 1, 2 ** 40, 2 ** 53 - 1])),
  size: (parts, roll) => void (parts.size = pick(roll, [parts.size + 1, parts.size - 1, 2 * parts.size, 0, 1, 2 ** 40, 2 ** 53 - 1])),
  both(parts) {
    parts.size += 2;
    parts.index += 2;
  },
  entry: (parts, roll) => void (parts.entry = pick(roll, [parts.neighbour, Buffer.alloc(0), Buffer.from([0]), Buffer.concat([parts.entry, Buffer.alloc(1)]), parts.entry.subarray(1), Buffer.alloc(65_536)])),
  // The two children of a node, as if they were an entry.
  inner(parts) {
    if (parts.path.length === 0) return;
    const [first, ...rest] = parts.path;
    parts.entry = Buffer.concat([sha256(Buffer.from([0]), parts.entry), first]);
    parts.path = rest;
    parts.index = Math.floor(parts.index / 2);
    parts.size = Math.ceil(parts.size / 2);
  },
};

function underOldSignature(parts, change) {
  const { size, root, origin, time, key, keepers, others } = parts;
  const next = { ...parts, path: [...parts.path] };
  change(next);
  if (next.size < 0) next.size = 0;
  const entry = next.carried ? next.entry : undefined;
  if (parts.kind === "receipt") {
    const header = signedHeader(origin, key.public, time, size);
    return receiptOf({ ...next, entry, header, signature: key.sign(receiptMessage(header, root)) });
  }
  if (parts.kind === "certificate" || parts.kind === "consent") {
    const around = parts.kind === "consent" ? consentAround : certificateAround;
    const header = signedHeader(origin, key.public, time, size);
    const signature = key.sign(receiptMessage(header, root));
    return around(parts, receiptOf({ ...next, entry, header, signature }));
  }
  const text = checkpointText(origin, size, root);
  const shown = checkpointText(next.origin, next.size, next.root);
  const lines = [key, ...keepers, ...others].map((one) => one.line(text, time));
  return tlogProofOf({ ...next, entry, note: `${shown}\n${lines.join("")}` });
}

// Signed by the right key, and still not the one spelling of a record's receipt.
const headers = [
  (h) => [[4, h.id], [1, -19], [15, h.claims], [395, 1]],
  (h) => [[1, -8], [4, h.id], [15, h.claims], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, h.claims], [395, 2]],
  (h) => [[1, -19], [4, h.id], [15, h.claims]],
  (h) => [[1, -19], [4, h.id], [15, h.claims], [395, 1], [400, 1]],
  (h) => [[1, -19], [4, h.id.subarray(1)], [15, h.claims], [395, 1]],
  (h) => [[1, -19], [4, sha256("another")], [15, h.claims], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[6, h.time], [1, h.origin], ["size", h.size]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, h.time]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, ""], [6, h.time], ["size", h.size]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, `${h.origin}/`], [6, h.time], ["size", h.size]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, -1], ["size", h.size]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, 2 ** 53], ["size", h.size]]))], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, h.time], ["size", h.size + 1]]))], [395, 1]],
  (h) => [[1, -19], [1, -19], [15, h.claims], [395, 1]],
  (h) => [[encoded(Buffer.from("1801", "hex")), -19], [4, h.id], [15, h.claims], [395, 1]],
  (h) => [[1, -19], [4, h.id], [15, h.claims], [encoded(Buffer.from("1a0000018b", "hex")), 1]],
];

const fields = ["header", "size", "index", "path", "entry", "signature"];

const ofReceipt = {
  header(parts, roll) {
    const claims = encoded(cbor.map([[1, parts.origin], [6, parts.time], ["size", parts.size]]));
    const { origin, time, size } = parts;
    const header = cbor.map(pick(roll, headers)({ id: sha256(parts.key.public), claims, origin, time, size }));
    return receiptOf({ ...parts, entry: carriedBy(parts), header, signature: parts.key.sign(receiptMessage(header, parts.root)) });
  },
  time(parts, roll) {
    const header = signedHeader(parts.origin, parts.key.public, parts.time, parts.size);
    const later = signedHeader(parts.origin, parts.key.public, parts.time + 1 + roll(9), parts.size);
    return receiptOf({ ...parts, entry: carriedBy(parts), header: later, signature: parts.key.sign(receiptMessage(header, parts.root)) });
  },
  signature(parts, roll) {
    const header = signedHeader(parts.origin, parts.key.public, parts.time, parts.size);
    const signature = pick(roll, ofSignature)(parts.key.sign(receiptMessage(header, parts.root)), roll);
    return receiptOf({ ...parts, entry: carriedBy(parts), header, signature });
  },
  // A number one width longer than it need be, wherever one stands.
  longer(parts, roll) {
    const bytes = write(parts);
    const at = roll(bytes.length);
    const low = bytes[at] & 31;
    if (low < 24) return replaced(bytes, at, 1, Buffer.from([(bytes[at] & 0xe0) | 24, low]));
    if (low === 24) return replaced(bytes, at, 1, Buffer.from([bytes[at] + 1, 0]));
    return replaced(bytes, at, 1, Buffer.from([(bytes[at] & 0xe0) | 31]));
  },
  envelope(parts, roll) {
    const bytes = write(parts);
    const heads = ["d2", "84", "d184", "d28", "d285", "d218d284", "9f", "d29f"].map((hex) => Buffer.from(hex.padEnd(hex.length + (hex.length % 2), "0"), "hex"));
    return replaced(bytes, 0, 2, pick(roll, heads));
  },
  twoProofs(parts) {
    const bytes = write(parts);
    const inner = cbor.of([parts.size, parts.index, parts.path]);
    const at = bytes.indexOf(cbor.of(inner));
    return replaced(bytes, at - 1, 1 + cbor.of(inner).length, cbor.of([inner, inner]));
  },
  field(parts, roll) {
    const field = pick(roll, fields);
    const header = signedHeader(parts.origin, parts.key.public, parts.time, parts.size);
    const made = { ...parts, entry: carriedBy(parts), header, signature: parts.key.sign(receiptMessage(header, parts.root)) };
    made[field] = pick(roll, [null, 0, 7, "text", Buffer.from("bytes"), []]);
    return receiptOf(made);
  },
};

// Headers of certificates, signed by the right key, that are none.
const certificateHeaders = [
  (h) => [[1, -19], [4, h.id], [15, h.claims]],
  (h) => [[1, -19], [4, h.id], [15, h.claims], [16, `${certificateType}x`]],
  (h) => [[1, -19], [4, h.id], [15, h.claims], [16, certificateType.toUpperCase()]],
  (h) => [[1, -19], [4, h.id], [16, certificateType], [15, h.claims]],
  (h) => [[1, -8], [4, h.id], [15, h.claims], [16, certificateType]],
  (h) => [[1, -19], [3, "text/plain"], [4, h.id], [15, h.claims], [16, certificateType]],
  (h) => [[1, -19], [4, sha256("another")], [15, h.claims], [16, certificateType]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, `${h.origin}/`], [6, h.time]]))], [16, certificateType]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, ""], [6, h.time]]))], [16, certificateType]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, 2 ** 53]]))], [16, certificateType]],
  (h) => [[1, -19], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, h.time], ["size", 1]]))], [16, certificateType]],
];

// What no operator states of a deletion, or not of this one.
const statements = [
  () => ({ 1: 2 }),
  () => ({ 2: "00000000-0000-7000-8000-999999999999" }),
  () => ({ 2: 7 }),
  () => ({ 3: Buffer.alloc(0) }),
  () => ({ 4: [["state.db", "records", 3, 1]] }),
  () => ({ 4: [["state.db", "records", 3]] }),
  () => ({ 4: Array.from({ length: 65 }, () => ["s", "w", 0, 0]) }),
  () => ({ 5: [7, 7] }),
  () => ({ 5: [8, 7] }),
  () => ({ 5: [6, 7, 8] }),
  () => ({ 6: ["passphrase", "by_erasing_files", "zh"] }),
  () => ({ 6: "passphrase" }),
  () => ({ 7: [["zh"]] }),
  () => ({ 7: [[Buffer.from("zh"), "en"]] }),
  () => ({ 8: 1 }),
];

const ofCertificate = {
  header(parts, roll) {
    const claims = encoded(cbor.map([[1, parts.origin], [6, parts.time]]));
    const { origin, time } = parts;
    const header = cbor.map(pick(roll, certificateHeaders)({ id: sha256(parts.key.public), claims, origin, time }));
    const payload = certificatePayload(parts, receiptIn(parts));
    return certificateOf({ header, payload, signature: parts.key.sign(certificateMessage(header, payload)) });
  },
  statement: (parts, roll) => certificateAround(parts, receiptIn(parts), pick(roll, statements)()),
  // Said otherwise under the signature of the original.
  claim(parts, roll) {
    const header = certificateHeader(parts.origin, parts.key.public, parts.time);
    const signature = parts.key.sign(certificateMessage(header, certificatePayload(parts, receiptIn(parts))));
    const payload = certificatePayload(parts, receiptIn(parts), pick(roll, [
      { 4: [["state.db", "records", 4, 0]] },
      { 5: [6, 8] },
      { 6: ["tpm2", "by_a_counter", "", ""] },
      { 7: [] },
    ]));
    return certificateOf({ header, payload, signature });
  },
  time(parts, roll) {
    const payload = certificatePayload(parts, receiptIn(parts));
    const header = certificateHeader(parts.origin, parts.key.public, parts.time);
    const later = certificateHeader(parts.origin, parts.key.public, parts.time + 1 + roll(9));
    return certificateOf({ header: later, payload, signature: parts.key.sign(certificateMessage(header, payload)) });
  },
  signature(parts, roll) {
    const header = certificateHeader(parts.origin, parts.key.public, parts.time);
    const payload = certificatePayload(parts, receiptIn(parts));
    const signature = pick(roll, ofSignature)(parts.key.sign(certificateMessage(header, payload)), roll);
    return certificateOf({ header, payload, signature });
  },
  // By a key that has the record's name and signed no receipt of it.
  impostor(parts) {
    const key = new NamedKey(parts.origin, 1, "impostor");
    return certificateAround({ ...parts, key }, receiptIn(parts));
  },
  // Around a receipt of something else than an erasure.
  another(parts, roll) {
    const entry = entryOf(parts.index, pick(roll, [{ event: "change" }, { event: "outcome", action: "subject.erase" }, {}]));
    const path = [];
    const root = sha256(Buffer.from([0]), entry);
    const receipt = write({ ...parts, kind: "receipt", carried: true, entry, path, root, size: 1, index: 0 });
    return certificateAround(parts, receipt);
  },
  // One of the two statements as the other.
  consent: (parts) => consentAround(parts, receiptIn(parts)),
  bare: (parts) => receiptIn(parts).subarray(0, -1),
  envelope(parts, roll) {
    const bytes = write(parts);
    const heads = ["d2", "84", "d184", "d285", "9f", "d29f"].map((hex) => Buffer.from(hex, "hex"));
    return replaced(bytes, 0, 2, pick(roll, heads));
  },
};

// Headers of consent receipts, signed by the right key, that are none.
const consentHeaders = [
  (h) => [[1, -19], [4, h.id], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, h.claims]],
  (h) => [[1, -19], [3, "text/plain"], [4, h.id], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [3, 50], [4, h.id], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [4, h.id], [3, "application/json"], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, h.claims], [16, certificateType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, h.claims], [16, `x${consentType}`]],
  (h) => [[1, -8], [3, "application/json"], [4, h.id], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, sha256("another")], [15, h.claims], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, h.time]]))], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([[1, ""], [6, h.time], ["receipt", h.receipt]]))], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([[1, `${h.origin}/`], [6, h.time], ["receipt", h.receipt]]))], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, 2 ** 53], ["receipt", h.receipt]]))], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([[1, h.origin], [6, h.time], ["receipt", "text"]]))], [16, consentType]],
  (h) => [[1, -19], [3, "application/json"], [4, h.id], [15, encoded(cbor.map([["receipt", h.receipt], [1, h.origin], [6, h.time]]))], [16, consentType]],
];

function signedConsent(parts, header, payload) {
  return parts.key.sign(certificateMessage(header, payload));
}

const ofConsent = {
  header(parts, roll) {
    const { origin, time } = parts;
    const receipt = receiptIn(parts);
    const claims = encoded(cbor.map([[1, origin], [6, time], ["receipt", receipt]]));
    const header = cbor.map(pick(roll, consentHeaders)({ id: sha256(parts.key.public), claims, origin, time, receipt }));
    const payload = consentDocument(parts.index);
    return certificateOf({ header, payload, signature: signedConsent(parts, header, payload) });
  },
  // What is signed and is no text, or none at all.
  payload: (parts, roll) =>
    consentAround(parts, receiptIn(parts), pick(roll, ["", "ff", "22ff22", "eda080", "c080", "f4908080"].map((hex) => Buffer.from(hex, "hex")))),
  // Said otherwise under the signature of the original.
  claim(parts, roll) {
    const header = consentHeader(parts.origin, parts.key.public, parts.time, receiptIn(parts));
    const signature = signedConsent(parts, header, consentDocument(parts.index));
    const other = pick(roll, [consentDocument(parts.index, "refused"), consentDocument(parts.index + 1), Buffer.from("{}"), Buffer.alloc(0)]);
    return certificateOf({ header, payload: other, signature });
  },
  time(parts, roll) {
    const receipt = receiptIn(parts);
    const payload = consentDocument(parts.index);
    const header = consentHeader(parts.origin, parts.key.public, parts.time, receipt);
    const later = consentHeader(parts.origin, parts.key.public, parts.time + 1 + roll(9), receipt);
    return certificateOf({ header: later, payload, signature: signedConsent(parts, header, payload) });
  },
  signature(parts, roll) {
    const header = consentHeader(parts.origin, parts.key.public, parts.time, receiptIn(parts));
    const payload = consentDocument(parts.index);
    const signature = pick(roll, ofSignature)(signedConsent(parts, header, payload), roll);
    return certificateOf({ header, payload, signature });
  },
  // By a key that has the record's name and signed no receipt of it.
  impostor(parts) {
    return consentAround({ ...parts, key: new NamedKey(parts.origin, 1, "impostor") }, receiptIn(parts));
  },
  // Around a receipt of something else than an answer.
  another(parts, roll) {
    const event = pick(roll, [{ event: "change" }, { event: "outcome", action: "consent.record" }, { event: "change", action: "subject.erase" }, { event: "change", action: "consent.records" }, {}]);
    const entry = entryOf(parts.index, event);
    const root = sha256(Buffer.from([0]), entry);
    return consentAround(parts, write({ ...parts, kind: "receipt", carried: true, entry, path: [], root, size: 1, index: 0 }));
  },
  // One of the two statements as the other.
  certificate: (parts) => certificateAround(parts, receiptIn(parts)),
  envelope: ofCertificate.envelope,
};

function receiptIn(parts) {
  return write({ ...parts, kind: "receipt" });
}

const lineOf = (text, roll) => roll(text.split("\n").length);

function withLines(text, change) {
  const lines = text.split("\n");
  change(lines);
  return lines.join("\n");
}

// Signed by the right keys over a text that is not the one spelling of a checkpoint.
const checkpoints = [
  (c) => `${c.origin}\n0${c.size}\n${c.root}\n`,
  (c) => `${c.origin}\n+${c.size}\n${c.root}\n`,
  (c) => `${c.origin}\n${c.size} \n${c.root}\n`,
  (c) => `${c.origin}\n${c.size}\n${c.root}\nextension\n`,
  (c) => `${c.origin}\n${c.size}\n${c.root.slice(0, -1)}\n`,
  (c) => `${c.origin}\n${c.size}\n${c.root.slice(0, -4)}\n`,
  (c) => `${c.origin}\n${c.size}\n\n${c.root}\n`,
  (c) => `${c.origin}\n${c.size}\r\n${c.root}\n`,
  (c) => `${c.origin}x\n${c.size}\n${c.root}\n`,
  (c) => `\n${c.size}\n${c.root}\n`,
  (c) => `${c.origin}\n9007199254740993\n${c.root}\n`,
  (c) => `${c.origin}\n${c.size}\n${sha256(c.root).toString("base64")}\n`,
];

const ofTlogProof = {
  checkpoint(parts, roll) {
    const root = parts.root.toString("base64");
    const text = pick(roll, checkpoints)({ origin: parts.origin, size: parts.size, root });
    const lines = [parts.key, ...parts.keepers].map((key) => key.line(text, parts.time)).join("");
    return tlogProofOf({ ...parts, entry: carriedBy(parts), note: `${text}\n${lines}` });
  },
  lines: (parts, roll) =>
    Buffer.from(
      withLines(write(parts).toString(), (lines) => {
        const [a, b] = [roll(lines.length), roll(lines.length)];
        pick(roll, [
          () => ([lines[a], lines[b]] = [lines[b], lines[a]]),
          () => lines.splice(a, 1),
          () => lines.splice(b, 0, lines[a]),
          () => lines.splice(a, 0, ""),
          () => (lines[a] = pick(roll, [" ", "\t", "\u00a0"]) + lines[a]),
          () => (lines[a] += pick(roll, [" ", "\r", "=", "A", "\0"])),
        ])();
      }),
    ),
  // Order of the signatures, which means nothing.
  shuffle(parts, roll) {
    const [head, note, lines] = write(parts).toString().split("\n\n");
    const shuffled = lines.trimEnd().split("\n");
    for (let i = shuffled.length - 1; i > 0; --i) {
      const j = roll(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return Buffer.from(`${head}\n\n${note}\n\n${shuffled.join("\n")}\n`);
  },
  // Another spelling of the same bytes in base64.
  base64: (parts, roll) =>
    Buffer.from(
      withLines(write(parts).toString(), (lines) => {
        const at = lineOf(lines.join("\n"), roll);
        lines[at] = lines[at].replace(/(.)(=+)$/, (_, last, pad) =>
          pick(roll, [last, `${String.fromCharCode(last.charCodeAt(0) + 1)}${pad}`, `${last}${pad}=`, `${last}${pad}${pad}`]),
        );
        if (roll(3) === 0) lines[at] = lines[at].replaceAll("/", "_").replaceAll("+", "-");
      }),
    ),
  decimal: (parts, roll) =>
    Buffer.from(
      write(parts).toString().replace(/^index .*$/m, pick(roll, [`index 0${parts.index}`, `index +${parts.index}`, `index  ${parts.index}`, `index ${parts.index} `, `index ${parts.index}.0`, `index 0x${parts.index.toString(16)}`, "index -0", "index ", "index 18446744073709551616", `Index ${parts.index}`, "index ９"])),
    ),
  signature(parts, roll) {
    const text = checkpointText(parts.origin, parts.size, parts.root);
    const keys = [parts.key, ...parts.keepers];
    const wrong = roll(keys.length);
    const lines = keys.map((key, i) => {
      if (i !== wrong) return key.line(text, parts.time);
      const line = key.line(text, parts.time).trimEnd();
      const [dash, name, base64] = line.split(" ");
      const bytes = Buffer.from(base64, "base64");
      const at = bytes.length - 64;
      const signature = pick(roll, ofSignature)(bytes.subarray(at), roll);
      return `${dash} ${name} ${Buffer.concat([bytes.subarray(0, at), signature]).toString("base64")}\n`;
    });
    return tlogProofOf({ ...parts, entry: carriedBy(parts), note: `${text}\n${lines.join("")}` });
  },
  // A key that has the right name but signed nothing that is asked for.
  impostor(parts, roll) {
    const text = checkpointText(parts.origin, parts.size, parts.root);
    const keys = [parts.key, ...parts.keepers];
    const at = roll(keys.length);
    keys[at] = new NamedKey(keys[at].name, keys[at].kind, "impostor");
    const lines = keys.map((key) => key.line(text, parts.time)).join("");
    return tlogProofOf({ ...parts, entry: carriedBy(parts), note: `${text}\n${lines}` });
  },
};

function carriedBy(parts) {
  return parts.carried ? parts.entry : undefined;
}

// What the one who checks has given, and not the proof.
const ofGiven = {
  key(one, roll) {
    const { key, origin } = one.parts;
    return {
      key: pick(roll, [
        "",
        new NamedKey(origin, 1, "another").text,
        new NamedKey(`${origin}x`, 1).text,
        new NamedKey(origin, 4).text,
        `${key.name}+${key.id.toString("hex").toUpperCase()}+${key.encoded.toString("base64")}`,
        `${key.name}+00000000+${key.encoded.toString("base64")}`,
        `${key.text}=`,
        ` ${key.text}`,
        ofBytes.flip(Buffer.from(key.text), () => roll(7)).toString("latin1"),
        ofBytes.set(Buffer.from(key.text), (n) => (n === 256 ? 33 + roll(90) : roll(n))).toString("latin1"),
      ]),
    };
  },
  witnesses(one, roll) {
    const other = new NamedKey("another-witness", 4).text;
    const all = one.witnesses;
    return pick(roll, [
      { witnesses: all.slice(1), min: Math.max(0, all.length - 1) },
      { witnesses: [...all, other], min: all.length + 1 },
      { witnesses: [...all, other] },
      { witnesses: [...all, ...all.slice(0, 1)] },
      { witnesses: [...all, one.key] },
      { witnesses: [...all].reverse() },
      { min: all.length + 1 },
      { min: 0 },
    ]);
  },
  entry: (one, roll) => ({
    entry: pick(roll, [one.parts.entry, one.parts.neighbour, ofBytes.flip(one.parts.entry, roll), undefined]),
  }),
};

// One variant of a case: what of it is other.
export function mutate(one, roll) {
  const special = { receipt: ofReceipt, certificate: ofCertificate, consent: ofConsent }[one.parts.kind] ?? ofTlogProof;
  const proofOf = (table, from) => ({ proof: pick(roll, Object.values(table))(from, roll) });
  switch (roll(10)) {
    case 0: return pick(roll, Object.values(ofGiven))(one, roll);
    case 1:
    case 2:
    case 3: return proofOf(ofBytes, one.proof);
    case 4:
    case 5:
    case 6: {
      const change = pick(roll, Object.values(ofParts));
      return { proof: underOldSignature(one.parts, (parts) => change(parts, roll)) };
    }
    default: return proofOf(special, one.parts);
  }
}
