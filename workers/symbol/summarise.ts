import type { BoardSymbol, BoardTrack } from '../../schema/board.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { DAY, HOUR } from '../../schema/range.ts';
import { dayOf } from './days.ts';
import { type ExchangeHead, readHead } from './head.ts';
import type { MarketRows } from './market-rows.ts';
import type { Own } from './own.ts';
import { joinRows } from './record/join-rows.ts';
import { recentCoverageOf } from './record/recent-coverage-of.ts';
import { dailyRows } from './waiting-candles.ts';

type Lateness = {
  now: number;
  /** Whether the present is missing behind a close: the time since is then a hole as well. */
  isLate: (close: { end: number; step: number }) => boolean;
};

/** What the board tells of a symbol. */
export async function summarise(own: Own, symbol: string, lateness: Lateness): Promise<BoardSymbol> {
  const { exchanges, columnTime } = readHead(own, symbol);
  const readDay = dailyRows(own);
  const tracks = Object.entries(exchanges).map(async ([name, head]): Promise<BoardTrack> => {
    const exchange = name as Exchange;
    const { openInterest, ...known } = head;
    const covered = await recentCoverage(readDay, exchange, head, lateness);
    return {
      exchange,
      ...known,
      ...(openInterest && { openInterest: openInterest.coins }),
      ...(covered && { covered }),
    };
  });
  const inOrder = (await Promise.all(tracks)).sort((a, b) => (a.exchange < b.exchange ? -1 : 1));
  return { symbol, tracks: inOrder, ...(columnTime !== undefined && { columnTime }) };
}

async function recentCoverage(
  readDay: (day: number) => Promise<MarketRows>,
  exchange: Exchange,
  { last }: ExchangeHead,
  { now, isLate }: Lateness,
): Promise<BoardTrack['covered']> {
  if (!last) return undefined;
  const end = last.time + last.step;
  const to = isLate({ end, step: last.step }) ? now : end;
  // A candle that covers the beginning of the day before may open a day before it.
  const days = [2 * DAY, DAY, 0].map(back => readDay(dayOf(to - 1) - back));
  const candles = joinRows(await Promise.all(days)).get(exchange)?.candles ?? [];
  const share = (span: number) => recentCoverageOf(candles, { to, span }) ?? 0;
  return { hour: share(HOUR), day: share(DAY) };
}
