// Reads deterministic CBOR (RFC 8949, section 4.2.1) of a known shape: whoever reads says what
// must come next, and anything else is malformed.
import { Fault } from "./verdict.ts";
import { type Bytes, fromUtf8 } from "./spelling.ts";

export class CborReader {
  private at = 0;

  constructor(private readonly from: Bytes) {}

  number(): number {
    return this.head(0);
  }

  bytes(): Bytes {
    return this.take(this.head(2));
  }

  bytesOf(count: number): Bytes {
    const taken = this.bytes();
    must(taken.length === count);
    return taken;
  }

  text(): string {
    const text = fromUtf8(this.take(this.head(3)));
    if (text === undefined) throw new Fault("malformed");
    return text;
  }

  array(): number {
    return this.head(4);
  }

  map(): number {
    return this.head(5);
  }

  mustBeNumber(value: number): void {
    must(this.head(0) === value);
  }

  mustBeNegative(value: number): void {
    must(-1 - this.head(1) === value);
  }

  mustBeTag(tag: number): void {
    must(this.head(6) === tag);
  }

  mustBeNil(): void {
    must(this.take(1)[0] === 0xf6);
  }

  mustBeAtEnd(): void {
    must(this.at === this.from.length);
  }

  private take(count: number): Bytes {
    must(count <= this.from.length - this.at);
    this.at += count;
    return this.from.subarray(this.at - count, this.at);
  }

  // Three bits of major type, and a number in its shortest form.
  private head(major: number): number {
    const first = this.take(1)[0] ?? 0;
    must(first >> 5 === major);
    const info = first & 31;
    if (info < 24) return info;
    must(info < 28);
    const width = 2 ** (info - 24);
    const value = this.take(width).reduce((sum, byte) => sum * 256 + byte, 0);
    const leastOfWidth = width === 1 ? 24 : 2 ** (4 * width);
    must(value >= leastOfWidth && Number.isSafeInteger(value));
    return value;
  }
}

export function must(right: boolean): void {
  if (!right) throw new Fault("malformed");
}
