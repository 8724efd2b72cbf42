/** Headers of a signed batch: who sends it, when it was signed (milliseconds UTC), and the signature in hex. */
export const RELAY_HEADER = 'x-relay';
export const TIME_HEADER = 'x-relay-time';
export const SIGNATURE_HEADER = 'x-relay-signature';

/** What is signed besides the secret; of a body its bytes, or a text that is them in UTF-8. */
export type Signed = { relay: string; time: number; body: string | Uint8Array };

/** Whether a text has the form of a signature, which tells before a body is read what cannot be one. */
export const isSignature = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** HMAC-SHA256 over sender, time and body, in hex. */
export async function sign(secret: string, signed: Signed): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await hmacKey(secret), message(signed));
  return Array.from(new Uint8Array(signature), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether `signature` is the one of `signed`, compared in constant time. */
export async function verify(secret: string, signed: Signed, signature: string): Promise<boolean> {
  if (!isSignature(signature)) return false;
  const bytes = Uint8Array.from({ length: 32 }, (_, i) =>
    Number.parseInt(signature.slice(2 * i, 2 * i + 2), 16),
  );
  // WebCrypto's verify compares in constant time.
  return crypto.subtle.verify('HMAC', await hmacKey(secret), bytes, message(signed));
}

/** A sender's name has no line break, so that no two different triples read the same. */
function message({ relay, time, body }: Signed): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const head = encoder.encode(`${relay}\n${time}\n`);
  const tail = typeof body === 'string' ? encoder.encode(body) : body;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

const hmacKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
