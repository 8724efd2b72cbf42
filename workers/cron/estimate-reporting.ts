import { type Exchange, LIQUIDATION_EXCHANGES } from '../../schema/exchange.ts';
import { DAY, HOUR } from '../../schema/range.ts';
import type { ReportingShares } from '../../schema/reporting-share.ts';
import { type ComparedMarket, estimateReportingShare } from '../model/reporting-share.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { readTracks } from '../store/read-tracks.ts';
import { readVenueHours } from '../store/read-venue-hours.ts';
import { readReportingShares, type StoredReporting, saveReportingShares } from '../store/reporting-shares.ts';
import { completenessOf } from '../symbol/completeness-of.ts';

/** The symbols that every venue lists and that are liquidated every hour. */
const SYMBOLS = ['BTC', 'ETH', 'SOL'];
/** How far back venues are compared: two of each day of the week. */
const SPAN = 14 * DAY;
const COMPLETE = { value: 1, low: 1, high: 1 } as const satisfies ReportingShares;

/**
 * Estimates anew what the exchanges report of their liquidations, where the last estimate is of an earlier day of the
 * data. An estimate holds from the end of the newest candle it could know, so that it changes no step already made.
 */
export async function estimateReporting(db: D1Database): Promise<void> {
  const tracks = await readTracks(db);
  const end = lastClose(await readLastCandles(db, tracks))?.end;
  if (end === undefined) return;
  const exchanges = [
    ...new Set<Exchange>([...LIQUIDATION_EXCHANGES, ...tracks.map(track => track.exchange)]),
  ];
  const known = await readReportingShares(db, { exchanges, from: end });
  const isDue = (exchange: Exchange) => {
    const last = known.get(exchange)?.at(-1);
    return !last || Math.floor(last.time / DAY) < Math.floor(end / DAY);
  };
  const due = exchanges.filter(isDue);
  if (due.length === 0) return;

  const compared = due.filter(exchange => isVenue(exchange) && completenessOf(exchange) !== 'full');
  const markets = compared.length > 0 ? await readMarkets(db, exchanges.filter(isVenue), end) : [];
  await saveReportingShares(
    db,
    due.map((exchange): StoredReporting => {
      const completeness = completenessOf(exchange);
      const shares =
        completeness === 'full'
          ? COMPLETE
          : compared.includes(exchange) && estimateReportingShare(markets.map(of => of(exchange)));
      return { exchange, time: end, completeness, ...(shares && { shares }) };
    }),
  );
}

const isVenue = (exchange: Exchange): boolean =>
  (LIQUIDATION_EXCHANGES as readonly Exchange[]).includes(exchange);

/** Per symbol: the hours of an exchange and those of the complete venues. */
async function readMarkets(
  db: D1Database,
  venues: readonly Exchange[],
  end: number,
): Promise<((exchange: Exchange) => ComparedMarket)[]> {
  const to = Math.floor(end / HOUR) * HOUR;
  return Promise.all(
    SYMBOLS.map(async symbol => {
      const hours = await readVenueHours(db, { symbol, exchanges: venues, from: to - SPAN, to });
      const byVenue = Map.groupBy(hours, ({ exchange }) => exchange);
      const complete = [...byVenue]
        .filter(([exchange]) => completenessOf(exchange) === 'full')
        .map(([, own]) => own);
      return (asked: Exchange) => ({ venue: byVenue.get(asked) ?? [], complete });
    }),
  );
}
