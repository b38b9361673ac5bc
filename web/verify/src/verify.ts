// Judges a proof that one entry is in a record: a COSE receipt (RFC 9942), a tlog-proof
// (c2sp.org/tlog-proof), or a deletion certificate or consent receipt, which carry a receipt.
import { Fault, type Verdict } from "./verdict.ts";
import { type Certificate, certificateType, readCertificate } from "./certificate.ts";
import { consentReceiptType, readConsentReceipt } from "./consent_receipt.ts";
import { isOfType, signedBytes, type Statement } from "./cose.ts";
import { type Entry, readEntry } from "./entry.ts";
import { leafHash, rootFromPath, sha256 } from "./hash.ts";
import { checkSignatures, readCheckpoint, readNote, type Signer } from "./note.ts";
import type { Policy } from "./policy.ts";
import { type Receipt, readReceipt } from "./receipt.ts";
import { readTlogProof, tlogProofLine } from "./tlog_proof.ts";
import { type Bytes, equal, fromUtf8, toUtf8 } from "./spelling.ts";

export { makePolicy, type Policy } from "./policy.ts";
export type { Certificate } from "./certificate.ts";
export { type Entry, readEntry } from "./entry.ts";
export { Fault, type Verdict, verdicts } from "./verdict.ts";
export { fromUtf8, toBase64, toHex } from "./spelling.ts";

const proofBytesMax = 262_144;
const entryBytesMax = 65_535;

export interface Proved {
  readonly origin: string; // which record
  readonly size: number;
  readonly index: number;
  readonly root: Bytes;
  readonly entry: Bytes;
  readonly time?: number; // that the record signed: seconds since 1970
  readonly signers: readonly Signer[];
  readonly certificate?: Certificate; // of deletion, which carried the proof
  readonly consentReceipt?: string; // its JSON, which was signed with the proof
}

// `proved` is there when all holds: with `valid`, and with `no_key`, but then unsigned.
export interface Finding {
  readonly verdict: Verdict;
  readonly proved?: Proved;
}

// What is to be proved: the entry that the proof carries, or the one that was given; both only
// when they are the same.
function chooseEntry(carried: Bytes | undefined, given: Bytes | undefined): Bytes {
  const entry = given ?? carried;
  if (
    entry === undefined ||
    (carried && given && !equal(carried, given)) ||
    entry.length === 0 ||
    entry.length > entryBytesMax
  ) {
    throw new Fault("wrong_entry");
  }
  return entry;
}

// That the path leads from the entry to a root; who signed it is not asked.
async function checkPath(receipt: Receipt, given?: Bytes): Promise<Proved> {
  const { origin, size, index, time } = receipt;
  const entry = chooseEntry(receipt.entry, given);
  // A path alone fits trees of other sizes, and then places the entry at another index.
  if (size !== receipt.signedSize) throw new Fault("wrong_path");
  const root = await rootFromPath(await leafHash(entry), index, size, receipt.path);
  return { origin, size, index, root, entry, time, signers: [] };
}

type RecordKey = NonNullable<Policy["record"]>;

async function checkSigned(
  signed: { readonly origin: string; readonly keyId: Bytes; readonly signature: Bytes },
  message: Bytes,
  record: RecordKey,
): Promise<void> {
  if (signed.origin !== record.name || !equal(signed.keyId, await sha256(record.key.bytes))) {
    throw new Fault("wrong_key");
  }
  if (!(await record.key.isSigned(message, signed.signature))) throw new Fault("wrong_signature");
}

// Neither a receipt nor what stands around one has room for cosignatures.
function signedBy(proved: Proved, { name }: RecordKey, { witnessesMin }: Policy): Proved {
  if (witnessesMin !== 0) throw new Fault("too_few_witnesses");
  return { ...proved, signers: [{ name }] };
}

async function checkReceipt(bytes: Bytes, policy: Policy, given?: Bytes): Promise<Proved> {
  const receipt = readReceipt(bytes);
  const proved = await checkPath(receipt, given);
  const { record } = policy;
  if (!record) return proved;
  await checkSigned(receipt, signedBytes(receipt.signedHeader, proved.root), record);
  return signedBy(proved, record, policy);
}

// What an operator states around the receipt of an entry, which must be one that `isAbout` takes.
async function checkStatement(
  statement: Statement,
  policy: Policy,
  given: Bytes | undefined,
  isAbout: (entry: Entry) => boolean,
): Promise<Proved> {
  const receipt = readReceipt(statement.receipt);
  const proved = await checkPath(receipt, given);
  const entry = readEntry(proved.entry);
  if (entry?.event !== "change" || !isAbout(entry)) throw new Fault("wrong_entry");
  if (statement.origin !== receipt.origin) throw new Fault("wrong_key");
  const { record } = policy;
  if (!record) return proved;
  await checkSigned(receipt, signedBytes(receipt.signedHeader, proved.root), record);
  await checkSigned(statement, signedBytes(statement.signedHeader, statement.payload), record);
  return signedBy(proved, record, policy);
}

async function checkCertificate(bytes: Bytes, policy: Policy, given?: Bytes): Promise<Proved> {
  const certificate = readCertificate(bytes);
  const { says } = certificate;
  // The entry that the certificate carries must be of the erasure that it names.
  const isErasure = ({ action, decision }: Entry) =>
    action === "subject.erase" && decision === says.decision;
  return { ...(await checkStatement(certificate, policy, given, isErasure)), certificate: says };
}

// An answer is recorded, and withdrawn, by an entry of its own; a snapshot puts it on file anew.
const answers = ["consent.record", "consent.withdraw", "state.snapshot"];

async function checkConsentReceipt(bytes: Bytes, policy: Policy, given?: Bytes): Promise<Proved> {
  const receipt = readConsentReceipt(bytes);
  const isAnswer = ({ action }: Entry) => answers.includes(action);
  const proved = await checkStatement(receipt, policy, given, isAnswer);
  return { ...proved, consentReceipt: receipt.json };
}

async function checkTlogProof(bytes: Bytes, policy: Policy, given?: Bytes): Promise<Proved> {
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Fault("malformed");
  const proof = readTlogProof(text);
  const note = readNote(proof.checkpoint);
  const { origin, size, root } = readCheckpoint(note.text);
  const { index, path } = proof;
  const entry = chooseEntry(proof.entry, given);
  if (!equal(await rootFromPath(await leafHash(entry), index, size, path), root)) {
    throw new Fault("wrong_path");
  }
  const { record } = policy;
  const signers = record ? await checkSignatures(note, origin, record, policy) : [];
  return { origin, size, index, root, entry, signers };
}

// `entry`: what must be in the record; it may be left out when the proof carries it. Throws
// only what WebCrypto throws for reasons of its own.
export async function verifyProof(
  proof: Bytes,
  policy: Policy,
  entry?: Bytes,
): Promise<Finding> {
  const start = toUtf8(tlogProofLine);
  try {
    if (proof.length > proofBytesMax) throw new Fault("unreadable");
    const check = equal(proof.subarray(0, start.length), start)
      ? checkTlogProof
      : isOfType(proof, certificateType)
        ? checkCertificate
        : isOfType(proof, consentReceiptType)
          ? checkConsentReceipt
          : checkReceipt;
    const proved = await check(proof, policy, entry);
    return { verdict: policy.record ? "valid" : "no_key", proved };
  } catch (error) {
    if (error instanceof Fault) return { verdict: error.verdict };
    throw error;
  }
}
