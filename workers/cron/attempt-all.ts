/**
 * Does the parts of a piece of work one after the other; one that fails does not stop the others. Returns what failed and
 * why: as text, because an error loses its causes on the way out of a Durable Object.
 */
export async function attemptAll(parts: Record<string, () => Promise<unknown>>): Promise<string[]> {
  const failures: string[] = [];
  for (const [part, work] of Object.entries(parts)) {
    try {
      await work();
    } catch (error) {
      failures.push(`${part} failed: ${reasons(error)}`);
    }
  }
  return failures;
}

function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : reasons(error.cause);
  // D1 says the cause in the message itself.
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
