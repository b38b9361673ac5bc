// Receipts of inclusion (RFC 9942) in the one shape that a record gives them.
import { CborReader, must } from "./cbor.ts";
import { type Bytes, concat, toUtf8 } from "./spelling.ts";

export const pathMax = 53; // no tree that can be counted is higher
const signedHeaderMax = 4_096;

// Labels of RFC 9052, 9597, 9864 and 9942, and of CWT claims (RFC 8392).
export const labels = {
  tagSign1: 18,
  algorithm: 1,
  ed25519: -19,
  keyId: 4,
  claims: 15,
  issuer: 1,
  issuedAt: 6,
} as const;
const claimSize = "size";
const labelStructure = 395;
const rfc9162Sha256 = 1;
const labelProofs = 396;
const inclusion = -1;
const labelEntry = "entry";

interface SignedHeader {
  readonly keyId: Bytes;
  readonly origin: string;
  readonly time: number; // seconds since 1970
  readonly signedSize: number;
}

interface Inclusion {
  readonly size: number;
  readonly index: number;
  readonly path: readonly Bytes[];
}

export interface Receipt extends SignedHeader, Inclusion {
  readonly signedHeader: Bytes;
  readonly entry?: Bytes;
  readonly signature: Bytes;
}

function readSignedHeader(bytes: Bytes): SignedHeader {
  must(bytes.length <= signedHeaderMax);
  const cbor = new CborReader(bytes);
  must(cbor.map() === 4);
  cbor.mustBeNumber(labels.algorithm);
  cbor.mustBeNegative(labels.ed25519);
  cbor.mustBeNumber(labels.keyId);
  const keyId = cbor.bytesOf(32);
  cbor.mustBeNumber(labels.claims);
  must(cbor.map() === 3);
  cbor.mustBeNumber(labels.issuer);
  const origin = cbor.text();
  must(origin !== "");
  cbor.mustBeNumber(labels.issuedAt);
  const time = cbor.number();
  must(cbor.text() === claimSize);
  const signedSize = cbor.number();
  cbor.mustBeNumber(labelStructure);
  cbor.mustBeNumber(rfc9162Sha256);
  cbor.mustBeAtEnd();
  return { keyId, origin, time, signedSize };
}

function readInclusion(bytes: Bytes): Inclusion {
  const cbor = new CborReader(bytes);
  must(cbor.array() === 3);
  const size = cbor.number();
  const index = cbor.number();
  const count = cbor.array();
  must(count <= pathMax);
  const path = Array.from({ length: count }, () => cbor.bytesOf(32));
  cbor.mustBeAtEnd();
  return { size, index, path };
}

export function readReceipt(bytes: Bytes): Receipt {
  const cbor = new CborReader(bytes);
  cbor.mustBeTag(labels.tagSign1);
  must(cbor.array() === 4);
  const signedHeader = cbor.bytes();
  const count = cbor.map();
  must(count === 1 || count === 2);
  cbor.mustBeNumber(labelProofs);
  must(cbor.map() === 1);
  cbor.mustBeNegative(inclusion);
  must(cbor.array() === 1);
  const proof = cbor.bytes();
  let entry: Bytes | undefined;
  if (count === 2) {
    must(cbor.text() === labelEntry);
    entry = cbor.bytes();
  }
  cbor.mustBeNil();
  const signature = cbor.bytesOf(64);
  cbor.mustBeAtEnd();
  return {
    signedHeader,
    ...readSignedHeader(signedHeader),
    ...readInclusion(proof),
    ...(entry && { entry }),
    signature,
  };
}

// Of up to 2^32 - 1 bytes, with its head in the shortest form.
export function byteString(bytes: Bytes): Bytes {
  const { length } = bytes;
  if (length < 24) return concat(Uint8Array.of(0x40 | length), bytes);
  const width = length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  const head = new Uint8Array(5);
  new DataView(head.buffer).setUint32(1, length);
  head[4 - width] = width === 1 ? 0x58 : width === 2 ? 0x59 : 0x5a;
  return concat(head.subarray(4 - width), bytes);
}

// What the signature is over (RFC 9052, section 4.4), with the root as the payload.
export function signedBytes(signedHeader: Bytes, root: Bytes): Bytes {
  return concat(
    Uint8Array.of(0x84, 0x6a),
    toUtf8("Signature1"),
    byteString(signedHeader),
    byteString(new Uint8Array()),
    byteString(root),
  );
}
