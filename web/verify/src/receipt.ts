// Receipts of inclusion (RFC 9942) in the one shape that a record gives them.
import { CborReader, must } from "./cbor.ts";
import { readSignedHeader, type SignedHeader, signedHeaderMax, tagSign1 } from "./cose.ts";
import type { Bytes } from "./spelling.ts";

export const pathMax = 53; // no tree that can be counted is higher

// Of RFC 9942, and the record's own.
const claimSize = "size";
const labelStructure = 395;
const rfc9162Sha256 = 1;
const labelProofs = 396;
const inclusion = -1;
const labelEntry = "entry";

interface Inclusion {
  readonly size: number;
  readonly index: number;
  readonly path: readonly Bytes[];
}

export interface Receipt extends SignedHeader, Inclusion {
  readonly signedHeader: Bytes;
  readonly signedSize: number;
  readonly entry?: Bytes;
  readonly signature: Bytes;
}

function readHeader(bytes: Bytes) {
  must(bytes.length <= signedHeaderMax);
  return readSignedHeader(bytes, 3, (cbor) => {
    must(cbor.text() === claimSize);
    const signedSize = cbor.number();
    cbor.mustBeNumber(labelStructure);
    cbor.mustBeNumber(rfc9162Sha256);
    return { signedSize };
  });
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
  cbor.mustBeTag(tagSign1);
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
    ...readHeader(signedHeader),
    ...readInclusion(proof),
    ...(entry && { entry }),
    signature,
  };
}
