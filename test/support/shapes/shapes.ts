import type { Exchange } from '../../../schema/exchange.ts';
import type { Instrument } from '../../../schema/market.ts';
import type { MarketData, Rows } from '../../../workers/exchange/market-data.ts';
import { anHour, marketOf } from '../exchange.ts';
import { ACCOUNT_RATIOS } from './account-ratios.ts';
import { CANDLES } from './candles.ts';
import { INSTRUMENTS } from './instruments.ts';
import { OPEN_INTEREST, OPEN_INTEREST_HISTORY } from './open-interest.ts';
import { contractsOf, NINE, type Row, type Told, type ToldBy } from './told.ts';

export type Reader = Exclude<keyof MarketData, 'marginTiers'>;

/** One reader of one venue with what it reads. */
export type Shape = Told & {
  exchange: Exchange;
  reader: Reader;
  read: (text: string) => Rows<Record<string, unknown>>;
};

function shapes(reader: Reader, told: ToldBy): Shape[] {
  return (Object.entries(told) as [Exchange, Told][]).map(([exchange, shape]) => {
    const market = marketOf(exchange);
    const instruments = contractsOf(exchange);
    const [instrument] = instruments as [Instrument];
    const question = reader === 'instruments' ? market.instruments[0] : market[reader];
    if (!question) throw new Error(`${exchange}: expected an adapter that reads ${reader}`);
    const now = { instruments, instrument, now: NINE };
    const ask = reader === 'instruments' ? {} : reader === 'openInterest' ? now : anHour(instrument);
    // Each reader takes its own question: the one above it.
    const read = question.read as unknown as (text: string, ask: object) => ReturnType<Shape['read']>;
    return { exchange, reader, ...shape, read: text => read(text, ask) };
  });
}

/** Every list and series that any venue tells, and open interest now. */
export const SHAPES: readonly Shape[] = [
  ...shapes('instruments', INSTRUMENTS),
  ...shapes('candles', CANDLES),
  ...shapes('openInterest', OPEN_INTEREST),
  ...shapes('openInterestHistory', OPEN_INTEREST_HISTORY),
  ...shapes('accountRatios', ACCOUNT_RATIOS),
];

/** The answer to three rows, of which some are replaced. */
export const answered = ({ answer, row }: Told, replaced: Readonly<Record<number, unknown>> = {}): string =>
  JSON.stringify(answer([0, 1, 2].map(i => (i in replaced ? (replaced[i] as Row) : row(i)))));
