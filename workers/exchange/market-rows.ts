import type { Exchange } from '../../schema/exchange.ts';
import { type Fault, faultText } from '../../schema/fault.ts';
import type { AccountRatio, Candle, Instrument, MarginTier, OpenInterest } from '../../schema/market.ts';
import {
  accountRatioFault,
  candleFault,
  instrumentFault,
  openInterestFault,
} from '../../schema/plausible.ts';
import { listOf, type Raw, type RawObject } from './json.ts';
import type { NowRow, RowReject, Rows, SeriesAsk } from './market-data.ts';
import { rejectOf } from './reject.ts';
import { type TierStep, tiersOf } from './series.ts';

/** Longest part of a row that a reject repeats, in characters. */
const MAX_PAYLOAD = 500;

/**
 * Reads an answer row by row. One that cannot be read, or that no market can have, is set aside alone, with its reason;
 * `read` leaves out, as undefined, what is none of ours.
 */
function readEach<Row extends object>(
  exchange: Exchange,
  raws: readonly Raw[],
  read: (raw: Raw) => Row | undefined,
  faultOf: (row: Row) => Fault | undefined,
): Rows<Row> {
  const rows: Row[] = [];
  const rejects: RowReject[] = [];
  for (const raw of raws) {
    try {
      const row = read(raw);
      if (row === undefined) continue;
      const fault = faultOf(row);
      if (fault === undefined) rows.push(row);
      else {
        const reject = { reason: `${exchange} ${faultText(fault)}`, payload: payloadOf(raw) };
        rejects.push('time' in row && typeof row.time === 'number' ? { ...reject, time: row.time } : reject);
      }
    } catch (error) {
      rejects.push(rejectOf(error, payloadOf(raw)));
    }
  }
  return { rows, rejects };
}

const payloadOf = (raw: Raw): string => {
  const text = JSON.stringify(raw) ?? 'nothing';
  return text.length > MAX_PAYLOAD ? `${text.slice(0, MAX_PAYLOAD - 1)}…` : text;
};

/** Of a series, what lies in [from, to), oldest first: venues answer in either order and some ignore the bounds. */
function readSeries<Row extends { time: number }>(
  { instrument, from, to }: SeriesAsk,
  raws: readonly Raw[],
  read: (raw: Raw) => Row | undefined,
  faultOf: (row: Row) => Fault | undefined,
): Rows<Row> {
  const { rows, rejects } = readEach(instrument.exchange, raws, read, faultOf);
  const isAsked = (time: number) => time >= from && time < to;
  return {
    rows: rows.filter(row => isAsked(row.time)).sort((a, b) => a.time - b.time),
    rejects: rejects.filter(({ time }) => time === undefined || isAsked(time)),
  };
}

type Reader<Row> = (raw: Raw) => Row | undefined;

type SeriesRows<Row> = (ask: SeriesAsk, raws: readonly Raw[], read: Reader<Row>) => Rows<Row>;
type VenueRows<Row> = (exchange: Exchange, raws: readonly Raw[], read: Reader<Row>) => Rows<Row>;

const candles: SeriesRows<Candle> = (...args) => readSeries(...args, candleFault);
const openInterest: SeriesRows<OpenInterest> = (...args) => readSeries(...args, openInterestFault);
const ratios: SeriesRows<AccountRatio> = (...args) => readSeries(...args, accountRatioFault);
const standing: VenueRows<NowRow> = (...args) => readEach(...args, openInterestFault);
const instruments: VenueRows<Instrument> = (...args) => readEach(...args, instrumentFault);

/** Rows that hold all tiers of an instrument each. One that is wrong anywhere is set aside whole: tiers build on each other. */
function tierRows(
  exchange: Exchange,
  raws: readonly Raw[],
  read: (raw: Raw) => readonly MarginTier[] | undefined,
): Rows<MarginTier> {
  const readWhole = (raw: Raw) => {
    const tiers = read(raw);
    return tiers && { tiers };
  };
  const { rows, rejects } = readEach(exchange, raws, readWhole, () => undefined);
  return { rows: rows.flatMap(({ tiers }) => tiers), rejects };
}

/** Rows that are the tiers of one instrument, which `arrange` makes steps of. Where one is wrong all are set aside. */
function tiersOfRows<Step extends object>(
  { exchange, instrument }: Pick<Instrument, 'exchange' | 'instrument'>,
  raws: readonly Raw[],
  read: Reader<Step>,
  arrange: (steps: readonly Step[]) => readonly TierStep[],
): Rows<MarginTier> {
  const steps = readEach(exchange, raws, read, () => undefined);
  if (steps.rejects.length === 0)
    return tierRows(exchange, [[...raws]], () => tiersOf(exchange, instrument, arrange(steps.rows)));
  const rejects = steps.rejects.map(({ reason, payload }) => ({
    reason: reason.replace(exchange, `${exchange} ${instrument}`),
    payload,
  }));
  return { rows: [], rejects };
}

/** Bars that a venue tells column by column, as a row each; the first column says how many. Throws where one is no list. */
export function barsOfColumns(columns: RawObject, names: readonly string[], exchange: Exchange): RawObject[] {
  const lists = names.map(name => [name, listOf(columns[name], `${exchange} ${name}`)] as const);
  return (lists[0]?.[1] ?? []).map((_, i) =>
    Object.fromEntries(lists.flatMap(([name, list]) => (i in list ? [[name, list[i] as Raw]] : []))),
  );
}

/** How adapters read the rows of an answer, by what they tell: `standing` is open interest of now. */
export const rowsOf = {
  candles,
  openInterest,
  ratios,
  standing,
  instruments,
  tiers: tierRows,
  tiersOf: tiersOfRows,
};
