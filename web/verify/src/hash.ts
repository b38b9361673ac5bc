// SHA-256 and Ed25519 of the browser (WebCrypto), and the tree over a record's entries
// (RFC 6962, section 2.1).
import { Fault } from "./verdict.ts";
import { type Bytes, concat, equal, toHex } from "./spelling.ts";

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(0), entry));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

// The root that a path leads to (RFC 9162, section 2.1.3.2). Sizes reach beyond 32 bits, so
// they are halved by division.
export async function rootFromPath(
  leaf: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
): Promise<Bytes> {
  if (index >= size) throw new Fault("wrong_path");
  const half = (n: number) => Math.floor(n / 2);
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0) throw new Fault("wrong_path");
    if (at % 2 === 1) {
      root = await nodeHash(sibling, root);
    } else if (at < last) {
      root = await nodeHash(root, sibling);
    } else {
      // The right edge of the tree: levels without a sibling are passed over.
      root = await nodeHash(sibling, root);
      while (at % 2 === 0 && at !== 0) {
        at = half(at);
        last = half(last);
      }
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0) throw new Fault("wrong_path");
  return root;
}

const prime = new Uint8Array(32).fill(0xff);
prime[0] = 0xed;
prime[31] = 0x7f;

// The y-coordinates of the points whose order divides 8, under which a signature would hold
// for many messages.
const smallOrder = [
  "00".repeat(32),
  "01" + "00".repeat(31),
  "ec" + "ff".repeat(30) + "7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

// Whether 32 bytes are the one encoding of a y-coordinate, and of no point of small order.
export function isSoundPoint(encoded: Uint8Array): boolean {
  if (encoded.length !== 32) return false;
  const y = encoded.slice();
  y[31] = (y[31] ?? 0) & 0x7f; // the sign of x
  if (smallOrder.includes(toHex(y))) return false;
  for (let i = 31; i >= 0; --i) {
    const difference = (y[i] ?? 0) - (prime[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

// A key that was made ready once serves many signatures.
export class Ed25519Key {
  private ready: Promise<CryptoKey> | undefined;

  constructor(readonly bytes: Bytes) {}

  // RFC 8032; an S that is too large is refused by the browser.
  async isSigned(message: Bytes, signature: Bytes): Promise<boolean> {
    if (signature.length !== 64 || !isSoundPoint(signature.subarray(0, 32))) return false;
    this.ready ??= crypto.subtle.importKey("raw", this.bytes, "Ed25519", false, ["verify"]);
    let key: CryptoKey;
    try {
      key = await this.ready;
    } catch (error) {
      // A point that is not on the curve may be refused here, and has signed nothing.
      if (error instanceof DOMException && error.name === "DataError") return false;
      throw error;
    }
    return crypto.subtle.verify("Ed25519", key, signature, message);
  }

  same(other: Ed25519Key): boolean {
    return equal(this.bytes, other.bytes);
  }
}
