// Spellings of bytes and numbers as text: each value has one, and a second one is refused.

export type Bytes = Uint8Array<ArrayBuffer>;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const valueOf = new Map([...alphabet].map((letter, value) => [letter, value]));

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

export function toUtf8(text: string): Bytes {
  return encoder.encode(text);
}

// Undefined when the bytes are not UTF-8.
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

// Digits without a leading zero, at most 2^53 - 1.
export function readDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

// RFC 4648, section 4, padded, unused bits zero.
export function readBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined;
  const letters = text.replace(/={1,2}$/, "");
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let count = 0;
  for (const letter of letters) {
    const value = valueOf.get(letter);
    if (value === undefined) return undefined;
    held = held * 64 + value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = held >> bits;
    held %= 1 << bits;
  }
  return held === 0 ? bytes : undefined;
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; ++k) {
      text += i + k <= bytes.length ? alphabet[(group >> (18 - 6 * k)) & 63] : "=";
    }
  }
  return text;
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
