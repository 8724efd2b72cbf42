/**
 * The text of a frame or body, whichever way it came: text, bytes, or gzip (HTX sends every frame so).
 * Throws where the bytes are neither UTF-8 nor whole gzip.
 */
export async function frameText(data: string | ArrayBuffer | Uint8Array): Promise<string> {
  if (typeof data === 'string') return data;
  const bytes = new Uint8Array(data);
  const decode = (whole: ArrayBuffer | Uint8Array) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(whole);
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return decode(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return decode(await new Response(stream).arrayBuffer());
}
