/** The SHA-256 of a column's stored text as it stands in the ledger, hexadecimal. */
export async function columnDigest(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  // toHex is younger than the Node that the local commands run on.
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}
