const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PAD = 61;
const VALUES = new Uint8Array(256).fill(255);
for (let value = 0; value < 64; value++) VALUES[ALPHABET[value] as number] = value;

/**
 * Bytes as base64 (RFC 4648). Written out because `Uint8Array.prototype.toBase64` is not everywhere yet and `btoa`
 * wants a string of one character per byte.
 */
export function toBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PAD);
  for (let i = 0, o = 0; i < bytes.length; i += 3, o += 4) {
    const left = bytes.length - i;
    const word =
      ((bytes[i] as number) << 16) |
      ((left > 1 ? (bytes[i + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[i + 2] as number) : 0);
    out[o] = ALPHABET[word >> 18] as number;
    out[o + 1] = ALPHABET[(word >> 12) & 63] as number;
    if (left > 1) out[o + 2] = ALPHABET[(word >> 6) & 63] as number;
    if (left > 2) out[o + 3] = ALPHABET[word & 63] as number;
  }
  return new TextDecoder().decode(out);
}

/** Base64 to bytes; throws a RangeError where the text is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const codes = new TextEncoder().encode(text);
  const pads = codes.at(-1) !== PAD ? 0 : codes.at(-2) !== PAD ? 1 : 2;
  if (codes.length % 4 !== 0)
    throw new RangeError(`base64: expected a multiple of 4 characters, got ${codes.length}`);
  const bytes = new Uint8Array((codes.length / 4) * 3 - pads);
  let bad = 0;
  const whole = pads > 0 ? codes.length - 4 : codes.length;
  let o = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = VALUES[codes[i] as number] as number;
    const b = VALUES[codes[i + 1] as number] as number;
    const c = VALUES[codes[i + 2] as number] as number;
    const d = VALUES[codes[i + 3] as number] as number;
    bad |= a | b | c | d;
    bytes[o++] = (a << 2) | (b >> 4);
    bytes[o++] = (b << 4) | (c >> 2);
    bytes[o++] = (c << 6) | d;
  }
  if (pads > 0) {
    const [a, b, c] = Array.from(codes.subarray(whole), code => VALUES[code] as number) as [
      number,
      number,
      number,
    ];
    bad |= pads === 2 ? a | b : a | b | c;
    bytes[o++] = (a << 2) | (b >> 4);
    if (pads === 1) bytes[o] = (b << 4) | (c >> 2);
  }
  if (bad > 63) throw new RangeError('base64: expected only A-Z, a-z, 0-9, +, / and final =');
  return bytes;
}
