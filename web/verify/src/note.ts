// Signed notes (c2sp.org/signed-note), cosignatures (c2sp.org/tlog-cosignature) and the text of
// checkpoints (c2sp.org/tlog-checkpoint).
import { Fault } from "./verdict.ts";
import { isKeyName, type Policy, type VerifierKey } from "./policy.ts";
import { type Bytes, concat, equal, readBase64, readDecimal, toUtf8 } from "./spelling.ts";

const noteBytesMax = 65_536;
const signaturesMax = 64;

interface NoteSignature {
  readonly name: string;
  readonly id: Bytes;
  readonly bytes: Bytes; // behind the key id
}

export interface Note {
  readonly text: string; // ends in a newline
  readonly signatures: readonly NoteSignature[];
}

// Somebody whose signature was checked and holds; a witness says when, in seconds since 1970.
export interface Signer {
  readonly name: string;
  readonly time?: number;
}

function readSignature(line: string): NoteSignature {
  const [, name = "", encoded = ""] = /^— ([^ ]*) (.*)$/su.exec(line) ?? [];
  const bytes = readBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= 4) throw new Fault("malformed");
  return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
}

// Refused besides what the format forbids: two signatures of one name and key id.
export function readNote(note: string): Note {
  const blank = note.lastIndexOf("\n\n");
  if (
    toUtf8(note).length > noteBytesMax ||
    /[\u0000-\u0009\u000b-\u001f]/.test(note) ||
    blank === -1 ||
    !note.endsWith("\n") ||
    blank + 2 === note.length
  ) {
    throw new Fault("malformed");
  }
  const lines = note.slice(blank + 2, -1).split("\n");
  if (lines.length > signaturesMax) throw new Fault("malformed");
  const signatures = lines.map(readSignature);
  signatures.forEach((one, i) => {
    const again = (other: NoteSignature) => other.name === one.name && equal(other.id, one.id);
    if (signatures.slice(0, i).some(again)) throw new Fault("malformed");
  });
  return { text: note.slice(0, blank + 1), signatures };
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

// Extension lines are refused.
export function readCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split("\n");
  if (!origin || end !== "" || more.length !== 0) throw new Fault("malformed");
  const count = readDecimal(size ?? "");
  const digest = readBase64(root ?? "");
  if (count === undefined || digest?.length !== 32) throw new Fault("malformed");
  return { origin, size: count, root: digest };
}

async function cosignedAt(
  bytes: Bytes,
  text: string,
  witness: VerifierKey,
): Promise<number | undefined> {
  if (bytes.length !== 8 + 64) return undefined;
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const message = concat(toUtf8(`cosignature/v1\ntime ${time}\n`), toUtf8(text));
  return (await witness.key.isSigned(message, bytes.subarray(8))) ? Number(time) : undefined;
}

// Who of the policy signed the note. Signatures of keys that it does not have are passed over.
export async function checkSignatures(
  note: Note,
  origin: string,
  record: VerifierKey,
  policy: Policy,
): Promise<Signer[]> {
  const of = (key: VerifierKey) =>
    note.signatures.find(({ name, id }) => name === key.name && equal(id, key.id))?.bytes;
  const own = of(record);
  if (origin !== record.name || own === undefined) throw new Fault("wrong_key");
  if (!(await record.key.isSigned(toUtf8(note.text), own))) throw new Fault("wrong_signature");
  const signers: Signer[] = [{ name: record.name }];
  for (const witness of policy.witnesses) {
    const signature = of(witness);
    if (signature === undefined) continue;
    const time = await cosignedAt(signature, note.text, witness);
    if (time === undefined) throw new Fault("wrong_signature");
    signers.push({ name: witness.name, time });
  }
  if (signers.length - 1 < policy.witnessesMin) throw new Fault("too_few_witnesses");
  return signers;
}
