// What a record signs (COSE_Sign1, RFC 9052): the parts that receipts and deletion certificates
// share.
import { CborReader, must } from "./cbor.ts";
import { type Bytes, concat, toUtf8 } from "./spelling.ts";

export const tagSign1 = 18;

const signedHeaderMax = 4_096;

// Labels of RFC 9052, 9597 and 9864, and of CWT claims (RFC 8392).
const labels = {
  algorithm: 1,
  ed25519: -19,
  keyId: 4,
  claims: 15,
  issuer: 1,
  issuedAt: 6,
} as const;

export interface SignedHeader {
  readonly keyId: Bytes;
  readonly origin: string;
  readonly time: number; // seconds since 1970
}

// Four entries: algorithm, key, `claims` claims, and what `rest` reads, which begins with the
// claims behind issuer and time.
export function readSignedHeader<Rest>(
  bytes: Bytes,
  claims: number,
  rest: (cbor: CborReader) => Rest,
): SignedHeader & Rest {
  must(bytes.length <= signedHeaderMax);
  const cbor = new CborReader(bytes);
  must(cbor.map() === 4);
  cbor.mustBeNumber(labels.algorithm);
  cbor.mustBeNegative(labels.ed25519);
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
