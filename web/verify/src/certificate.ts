// Deletion certificates (COSE_Sign1, RFC 9052) in the one shape that an operator gives them;
// docs/erasure.md.
import { CborReader, must } from "./cbor.ts";
import { mustBeType, readEnvelope, readSignedHeader, signedHeaderMax, type Statement } from "./cose.ts";
import type { Bytes } from "./spelling.ts";

export const certificateType = "application/vnd.menshen.deletion+cose"; // RFC 9596
const rowsMax = 64; // far more stores, and sentences, than there are

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

export interface Destroyed {
  readonly store: string;
  readonly what: string;
  readonly before: number;
  readonly after: number;
}

// What the operator states.
export interface Certificate {
  readonly decision: string;
  readonly time: number; // seconds since 1970
  readonly destroyed: readonly Destroyed[];
  readonly epochBefore: number; // of the key-encryption key
  readonly epochAfter: number;
  readonly provider: string; // of that key
  readonly forgetting: string;
  readonly promise: Sentence; // what forgetting it can promise
  readonly beyond: readonly Sentence[]; // what it cannot reach
}

// Its receipt stands in the payload.
export interface SignedCertificate extends Statement {
  readonly says: Certificate;
}

function readHeader(bytes: Bytes) {
  must(bytes.length <= signedHeaderMax);
  return readSignedHeader(bytes, 2, (cbor) => {
    mustBeType(cbor, certificateType);
    return {};
  });
}

function readPayload(bytes: Bytes) {
  const cbor = new CborReader(bytes);
  const rows = <T>(read: () => T): T[] => {
    const count = cbor.array();
    must(count <= rowsMax);
    return Array.from({ length: count }, read);
  };
  const sentence = (): Sentence => ({ zh: cbor.text(), en: cbor.text() });
  const keyed = <T>(key: number, read: () => T): T => {
    cbor.mustBeNumber(key);
    return read();
  };
  must(cbor.map() === 7);
  must(keyed(1, () => cbor.number()) === 1);
  const decision = keyed(2, () => cbor.text());
  const receipt = keyed(3, () => cbor.bytes());
  // Counts that did not all come to nothing certify no deletion.
  const destroyed = keyed(4, () =>
    rows((): Destroyed => {
      must(cbor.array() === 4);
      const row = { store: cbor.text(), what: cbor.text(), before: cbor.number(), after: cbor.number() };
      must(row.after === 0);
      return row;
    }),
  );
  cbor.mustBeNumber(5);
  must(cbor.array() === 2);
  const [epochBefore, epochAfter] = [cbor.number(), cbor.number()];
  must(epochBefore < epochAfter);
  cbor.mustBeNumber(6);
  must(cbor.array() === 4);
  const [provider, forgetting, promise] = [cbor.text(), cbor.text(), sentence()];
  const beyond = keyed(7, () =>
    rows(() => {
      must(cbor.array() === 2);
      return sentence();
    }),
  );
  cbor.mustBeAtEnd();
  const says = { decision, destroyed, epochBefore, epochAfter, provider, forgetting, promise, beyond };
  return { receipt, says };
}

export function readCertificate(bytes: Bytes): SignedCertificate {
  const envelope = readEnvelope(bytes);
  const header = readHeader(envelope.signedHeader);
  const { receipt, says } = readPayload(envelope.payload);
  return { ...envelope, ...header, receipt, says: { ...says, time: header.time } };
}
