// What a record signs (COSE_Sign1, RFC 9052): the parts that receipts, deletion certificates and
// consent receipts share.
import { CborReader, must } from "./cbor.ts";
import { type Bytes, concat, equal, toUtf8 } from "./spelling.ts";

export const tagSign1 = 18;

export const signedHeaderMax = 4_096;

// Labels of RFC 9052, 9596, 9597 and 9864, and of CWT claims (RFC 8392).
const labels = {
  algorithm: 1,
  ed25519: -19,
  contentType: 3,
  keyId: 4,
  claims: 15,
  type: 16,
  issuer: 1,
  issuedAt: 6,
} as const;

// Header, payload and signature; what is in them is left to be read.
export interface Envelope {
  readonly signedHeader: Bytes;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

export function readEnvelope(bytes: Bytes): Envelope {
  const cbor = new CborReader(bytes);
  cbor.mustBeTag(tagSign1);
  must(cbor.array() === 4);
  const signedHeader = cbor.bytes();
  must(cbor.map() === 0);
  const payload = cbor.bytes();
  const signature = cbor.bytesOf(64);
  cbor.mustBeAtEnd();
  return { signedHeader, payload, signature };
}

// Whether the bytes claim to be a statement of that type (RFC 9596), which stands last in its
// signed header.
export function isOfType(bytes: Bytes, name: string): boolean {
  try {
    const cbor = new CborReader(bytes);
    cbor.mustBeTag(tagSign1);
    must(cbor.array() === 4);
    const type = toUtf8(name);
    const header = cbor.bytes();
    return header.length >= type.length && equal(header.subarray(header.length - type.length), type);
  } catch {
    return false;
  }
}

export function mustBeType(cbor: CborReader, name: string): void {
  cbor.mustBeNumber(labels.type);
  must(cbor.text() === name);
}

export interface SignedHeader {
  readonly keyId: Bytes;
  readonly origin: string;
  readonly time: number; // seconds since 1970
}

// What an operator states around the receipt of an entry.
export interface Statement extends SignedHeader, Envelope {
  readonly receipt: Bytes;
}

// Algorithm, content type if there is to be one, key, `claims` claims, and what `rest` reads:
// the claims behind issuer and time, and one entry more.
export function readSignedHeader<Rest>(
  bytes: Bytes,
  claims: number,
  rest: (cbor: CborReader) => Rest,
  contentType?: string,
): SignedHeader & Rest {
  const cbor = new CborReader(bytes);
  must(cbor.map() === (contentType === undefined ? 4 : 5));
  cbor.mustBeNumber(labels.algorithm);
  cbor.mustBeNegative(labels.ed25519);
  if (contentType !== undefined) {
    cbor.mustBeNumber(labels.contentType);
    must(cbor.text() === contentType);
  }
  cbor.mustBeNumber(labels.keyId);
  const keyId = cbor.bytesOf(32);
  cbor.mustBeNumber(labels.claims);
  must(cbor.map() === claims);
  cbor.mustBeNumber(labels.issuer);
  const origin = cbor.text();
  must(origin !== "");
  cbor.mustBeNumber(labels.issuedAt);
  const time = cbor.number();
  const others = rest(cbor);
  cbor.mustBeAtEnd();
  return { keyId, origin, time, ...others };
}

// Of up to 2^32 - 1 bytes, with its head in the shortest form.
function byteString(bytes: Bytes): Bytes {
  const { length } = bytes;
  if (length < 24) return concat(Uint8Array.of(0x40 | length), bytes);
  const width = length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  const head = new Uint8Array(5);
  new DataView(head.buffer).setUint32(1, length);
  head[4 - width] = width === 1 ? 0x58 : width === 2 ? 0x59 : 0x5a;
  return concat(head.subarray(4 - width), bytes);
}

// What the signature is over (RFC 9052, section 4.4).
export function signedBytes(signedHeader: Bytes, payload: Bytes): Bytes {
  return concat(
    Uint8Array.of(0x84, 0x6a),
    toUtf8("Signature1"),
    byteString(signedHeader),
    byteString(new Uint8Array()),
    byteString(payload),
  );
}
