import { readEarlierColumns, readEarlierLedger, readEarlierSymbols } from '../store/earlier-release.ts';

/** What an earlier release published of a symbol and kept in D1. */
export type EarlierLedger = {
  symbol: string;
  /** The lines of the ledger. */
  lines: string[];
  /** The digests in it of columns that are kept, by the time of their line, milliseconds UTC. */
  digests: Map<number, string>;
};

/** Of every symbol of which something of an earlier release is kept. */
export async function readEarlier(db: D1Database): Promise<EarlierLedger[]> {
  const earlier: EarlierLedger[] = [];
  for (const symbol of await readEarlierSymbols(db)) {
    const days = await readEarlierLedger(db, symbol);
    const lines = days.flatMap(day => day.lines.split('\n').filter(line => line !== ''));
    const ends = new Set<number>();
    for await (const lot of readEarlierColumns(db, symbol))
      for (const { owner, time, resolution } of lot) if (owner === 'all') ends.add(time + resolution);
    const digests = new Map<number, string>();
    for (const line of lines) {
      const [time = '', step = '', , , , , digest] = line.split(',');
      if (digest && ends.has(Number(time) + Number(step))) digests.set(Number(time), digest);
    }
    earlier.push({ symbol, lines, digests });
  }
  return earlier;
}
