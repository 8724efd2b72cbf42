import { expect, test } from 'vitest';
import { isSignature, sign, verify } from '../../../workers/ingest/sign.ts';

const signed = { relay: 'relay-1', time: 1_767_614_400_000, body: '{"a":"é"}' };
/** By `printf 'relay-1\n1767614400000\n{"a":"é"}' | openssl dgst -sha256 -hmac "a secret"`. */
const SIGNATURE = '696708d7ca5f6e8ee82a1bc49837b98d9dbc902ce36cf5e13cc9466b919b6e70';

test('a signature is the HMAC of sender, time and body, as all relays that are out make it', async () => {
  expect(await sign('a secret', signed)).toBe(SIGNATURE);
});

test('a body is verified as the bytes that came', async () => {
  const body = new TextEncoder().encode(signed.body);
  expect(await verify('a secret', { ...signed, body }, SIGNATURE)).toBe(true);
  expect(await verify('a secret', { ...signed, body: body.subarray(1) }, SIGNATURE)).toBe(false);
  expect(await verify('another', { ...signed, body }, SIGNATURE)).toBe(false);
  expect(await verify('a secret', { ...signed, time: signed.time + 1 }, SIGNATURE)).toBe(false);
});

test('what is not 64 digits in lower case is no signature', async () => {
  for (const text of ['', 'xyz', SIGNATURE.slice(1), `${SIGNATURE}0`, SIGNATURE.toUpperCase()]) {
    expect(isSignature(text), text).toBe(false);
    expect(await verify('a secret', signed, text), text).toBe(false);
  }
  expect(isSignature(SIGNATURE)).toBe(true);
});
