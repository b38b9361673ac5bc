// What an entry of a record says. Nothing of it is believed for being well formed: it is shown
// to whoever asked, and the proof is about its bytes.
import { CborReader, must } from "./cbor.ts";
import { type Bytes, toHex } from "./spelling.ts";

export interface Entry {
  readonly event: string;
  readonly decision: string;
  readonly timeMs: number; // since 1970
  readonly actor: string;
  readonly action: string;
  readonly purpose: string;
  readonly place: string;
  readonly catalogue: string; // as hexadecimal digits, like the two digests below
  readonly verdict: string;
  readonly rules: readonly string[];
  readonly subject: string;
  readonly payload: string;
}

// Undefined when the bytes are not of version 1, in its one spelling.
export function readEntry(bytes: Bytes): Entry | undefined {
  const cbor = new CborReader(bytes);
  const keyed = <T>(key: number, read: () => T): T => {
    cbor.mustBeNumber(key);
    return read();
  };
  const text = () => cbor.text();
  const digest = () => toHex(cbor.bytesOf(32));
  try {
    must(cbor.map() === 13);
    must(keyed(1, () => cbor.number()) === 1);
    const entry: Entry = {
      event: keyed(2, text),
      decision: keyed(3, text),
      timeMs: keyed(4, () => cbor.number()),
      actor: keyed(5, text),
      action: keyed(6, text),
      purpose: keyed(7, text),
      place: keyed(8, text),
      catalogue: keyed(9, digest),
      verdict: keyed(10, text),
      rules: keyed(11, () => {
        const rules: string[] = [];
        for (let left = cbor.array(); left > 0; --left) rules.push(cbor.text());
        return rules;
      }),
      subject: keyed(12, digest),
      payload: keyed(13, digest),
    };
    cbor.mustBeAtEnd();
    return entry;
  } catch {
    return undefined;
  }
}
