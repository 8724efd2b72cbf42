/** Headers of a signed batch: who sends it, when it was signed (milliseconds UTC), and the signature in hex. */
export const RELAY_HEADER = 'x-relay';
export const TIME_HEADER = 'x-relay-time';
export const SIGNATURE_HEADER = 'x-relay-signature';

/** What is signed besides the secret. */
export type Signed = { relay: string; time: number; body: string };

/** HMAC-SHA256 over sender, time and body, in hex. */
export async function sign(secret: string, signed: Signed): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await hmacKey(secret), message(signed));
  return Array.from(new Uint8Array(signature), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether `signature` is the one of `signed`, compared in constant time. */
export async function verify(secret: string, signed: Signed, signature: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const bytes = Uint8Array.from({ length: 32 }, (_, i) =>
    Number.parseInt(signature.slice(2 * i, 2 * i + 2), 16),
  );
  // WebCrypto's verify compares in constant time.
  return crypto.subtle.verify('HMAC', await hmacKey(secret), bytes, message(signed));
}

/** A sender's name has no line break, so that no two different triples read the same. */
const message = ({ relay, time, body }: Signed): Uint8Array =>
  new TextEncoder().encode(`${relay}\n${time}\n${body}`);

const hmacKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
