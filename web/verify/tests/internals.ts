// What only tests may call.
export { leafHash, nodeHash, rootFromPath, Ed25519Key, isSoundPoint } from "../src/hash.ts";
export { checkSignatures, readCheckpoint, readNote } from "../src/note.ts";
export { CborReader } from "../src/cbor.ts";
export { fromUtf8, readBase64, readDecimal, toBase64, toHex, toUtf8 } from "../src/spelling.ts";
