import { expect, test } from 'vitest';
import { deflate, inflate } from '../../../workers/symbol/pack/deflate.ts';

test('bytes come back, none and many, and what repeats takes less room', async () => {
  for (const length of [0, 1, 300_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
    const packed = await deflate(bytes);
    expect(packed.length).toBeLessThan(100 + length / 50);
    expect(await inflate(packed)).toEqual(bytes);
  }
});

test('bytes that are not compressed, cut or followed by more are refused', async () => {
  const packed = await deflate(Uint8Array.of(1, 2, 3, 4, 5));
  for (const bytes of [new Uint8Array(), Uint8Array.of(255, 255, 255), packed.subarray(0, -1)])
    await expect(inflate(bytes)).rejects.toThrow(`expected raw DEFLATE, got ${bytes.length} bytes`);
  await expect(inflate(Uint8Array.of(...packed, 7))).rejects.toThrow(RangeError);
});
