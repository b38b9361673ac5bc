// Whose signatures a proof must bear.
import { Fault } from "./verdict.ts";
import { Ed25519Key, isSoundPoint, sha256 } from "./hash.ts";
import { concat, equal, readBase64, toHex, toUtf8 } from "./spelling.ts";

const kinds = { record: 0x01, witness: 0x04 } as const;
const witnessesMax = 64;

// A key that checks signed notes (c2sp.org/signed-note): `NAME+KEYID+BASE64(kind | key)`.
export interface VerifierKey {
  readonly name: string;
  readonly id: Uint8Array; // the first four bytes of SHA-256(name | newline | kind | key)
  readonly key: Ed25519Key;
}

export interface Policy {
  readonly record?: VerifierKey; // without it, no signature is checked
  readonly witnesses: readonly VerifierKey[];
  readonly witnessesMin: number; // how many of them must have cosigned
}

export function isKeyName(name: string): boolean {
  return /^[^+\p{White_Space}\u0000-\u001f]+$/u.test(name);
}

async function readVerifierKey(text: string, kind: number): Promise<VerifierKey> {
  const [, name = "", id = "", encoded = ""] =
    /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const bytes = readBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== kind) throw new Fault("bad_key");
  const hash = (await sha256(concat(toUtf8(name + "\n"), bytes))).subarray(0, 4);
  const key = bytes.slice(1);
  if (toHex(hash) !== id || !isSoundPoint(key)) throw new Fault("bad_key");
  return { name, id: hash, key: new Ed25519Key(key) };
}

// `record` may be empty; without `witnessesMin`, all must have cosigned. Throws a Fault of
// bad_key when a key is none or of the wrong kind, one stands for two, or more must sign than
// there are.
export async function makePolicy(
  record: string,
  witnesses: readonly string[] = [],
  witnessesMin = witnesses.length,
): Promise<Policy> {
  if (witnesses.length > witnessesMax || witnessesMin > witnesses.length) {
    throw new Fault("bad_key");
  }
  if (record === "") {
    if (witnesses.length !== 0) throw new Fault("bad_key");
    return { witnesses: [], witnessesMin: 0 };
  }
  const own = await readVerifierKey(record, kinds.record);
  const others: VerifierKey[] = [];
  for (const text of witnesses) {
    const other = await readVerifierKey(text, kinds.witness);
    if ([own, ...others].some(({ key }) => equal(key.bytes, other.key.bytes))) {
      throw new Fault("bad_key");
    }
    others.push(other);
  }
  return { record: own, witnesses: others, witnessesMin };
}
