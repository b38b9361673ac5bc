// Consent receipts (COSE_Sign1, RFC 9052) in the one shape that an operator gives them;
// docs/consent-receipts.md. What the JSON in them says is not judged: it is shown as it was signed.
import { must } from "./cbor.ts";
import { mustBeType, readEnvelope, readSignedHeader, type Statement } from "./cose.ts";
import { type Bytes, fromUtf8 } from "./spelling.ts";
import { Fault } from "./verdict.ts";

export const consentReceiptType = "application/vnd.menshen.consent+cose"; // RFC 9596
const contentType = "application/json";
const claimReceipt = "receipt";

export interface ConsentReceipt extends Statement {
  readonly json: string;
}

function readHeader(bytes: Bytes) {
  return readSignedHeader(
    bytes,
    3,
    (cbor) => {
      must(cbor.text() === claimReceipt);
      const receipt = cbor.bytes();
      mustBeType(cbor, consentReceiptType);
      return { receipt };
    },
    contentType,
  );
}

// Its payload is UTF-8 and not empty.
export function readConsentReceipt(bytes: Bytes): ConsentReceipt {
  const envelope = readEnvelope(bytes);
  const json = fromUtf8(envelope.payload);
  if (!json) throw new Fault("malformed");
  return { ...envelope, ...readHeader(envelope.signedHeader), json };
}
