import { timeFault } from '../../../schema/plausible.ts';

/**
 * What a column must hold to be a number of its kind; `now` is the time of reading, milliseconds UTC. How large one can be
 * is for `schema/plausible.ts` to say.
 */
type Rule = { required: boolean; expected: string; holds: (value: number, now: number) => boolean };

const price: Rule = { required: true, expected: 'a number above 0', holds: value => value > 0 };
const amount: Rule = { required: false, expected: 'a number of 0 or more', holds: value => value >= 0 };

/**
 * The columns of a recorded market, which may stand in any order. Volume is required, because the model reads
 * turnover from it and an invented 0 would be read as a market that stood still.
 */
export const COLUMNS = {
  open_time_ms: {
    required: true,
    expected: 'milliseconds UTC between 2010 and now',
    holds: (value, now) => timeFault(value) === undefined && value <= now,
  },
  open: price,
  high: price,
  low: price,
  close: price,
  volume_base: { ...amount, required: true },
  buy_volume_base: amount,
  oi_base: amount,
  liq_long_usd: amount,
  liq_short_usd: amount,
  ls_ratio: amount,
} as const satisfies Record<string, Rule>;

export type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];

/** The columns of a file in its own order. Throws, naming what is unknown, doubled or missing. */
export function readHeader(line: string): Column[] {
  const header = line.split(',').map(name => name.trim());
  for (const [i, name] of header.entries()) {
    if (!Object.hasOwn(COLUMNS, name))
      throw new Error(`line 1: unknown column ${quoted(name)}, expected columns among ${NAMES.join(', ')}`);
    if (header.indexOf(name) < i) throw new Error(`line 1: column ${name} stands twice`);
  }
  const missing = NAMES.filter(name => COLUMNS[name].required && !header.includes(name));
  if (missing.length > 0)
    throw new Error(`line 1: missing column ${missing.join(', ')}, got only ${header.join(', ')}`);
  return header as Column[];
}

/** Text as an error shows it: in quotes, control characters escaped, cut to a readable length. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
