/** Codes of 12 bits, and as many that are thought to be near them: what is stored is the difference. */
export type PredictedCodes = { codes: Uint16Array; predicted: Uint16Array };

/**
 * Differences of codes as two planes: the low bytes of all, then the high nibbles of all. The sign is the lowest bit:
 * that takes a third less than two's complement, whose high nibble changes with every sign.
 */
export function packPlanes(columns: readonly PredictedCodes[]): Uint8Array {
  const total = columns.reduce((sum, { codes }) => sum + codes.length, 0);
  const planes = new Uint8Array(2 * total);
  let at = 0;
  for (const { codes, predicted } of columns)
    for (let i = 0; i < codes.length; i++, at++) {
      const difference = (((codes[i] as number) - (predicted[i] as number)) << 20) >> 20;
      const signed = (difference << 1) ^ (difference >> 31);
      planes[at] = signed;
      planes[total + at] = signed >> 8;
    }
  return planes;
}

/** Fills `codes` from planes, whose place `at` is the column's first. `predicted` may be codes this call fills. */
export function unpackPlanes(planes: Uint8Array, at: number, { codes, predicted }: PredictedCodes): void {
  const total = planes.length / 2;
  for (let i = 0; i < codes.length; i++) {
    const signed = (planes[at + i] as number) | ((planes[total + at + i] as number) << 8);
    codes[i] = ((predicted[i] as number) + ((signed >>> 1) ^ -(signed & 1))) & 4095;
  }
}
