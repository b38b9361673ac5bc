// Proofs of inclusion as text (c2sp.org/tlog-proof): the entry, its index, the path, and a
// signed checkpoint.
import { must } from "./cbor.ts";
import { pathMax } from "./receipt.ts";
import { type Bytes, readBase64, readDecimal } from "./spelling.ts";

export const tlogProofLine = "c2sp.org/tlog-proof@v1";

export interface TlogProof {
  readonly entry?: Bytes;
  readonly index: number;
  readonly path: readonly Bytes[];
  readonly checkpoint: string; // a note
}

function present<T>(value: T | undefined): T {
  must(value !== undefined);
  return value as T;
}

export function readTlogProof(text: string): TlogProof {
  let rest = text;
  const line = () => {
    const end = rest.indexOf("\n");
    must(end !== -1);
    const taken = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return taken;
  };
  const behind = (prefix: string, whole: string) => {
    must(whole.startsWith(prefix));
    return whole.slice(prefix.length);
  };
  must(line() === tlogProofLine);
  let next = line();
  let entry: Bytes | undefined;
  if (next.startsWith("extra ")) {
    entry = present(readBase64(behind("extra ", next)));
    must(entry.length !== 0);
    next = line();
  }
  const index = present(readDecimal(behind("index ", next)));
  const path: Bytes[] = [];
  for (next = line(); next !== ""; next = line()) {
    const hash = present(readBase64(next));
    must(hash.length === 32 && path.length < pathMax);
    path.push(hash);
  }
  return { ...(entry && { entry }), index, path, checkpoint: rest };
}
