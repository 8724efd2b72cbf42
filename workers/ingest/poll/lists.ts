import type { Instrument, MarginTier } from '../../../schema/market.ts';
import { DAY } from '../../../schema/range.ts';
import type { ListAsk, Question, Rows } from '../../exchange/market-data.ts';
import { type Ask, AskError } from './ask.ts';
import { type Run, rowsOf } from './run.ts';

/** Contracts come and go, and tiers change, in days. */
const LIST_EVERY = DAY;
/** A list that goes on for longer goes on for ever. */
const MAX_PAGES = 50;

/** Asks for the venue's contracts, once a day or where one that is followed is not known. */
export async function pollInstruments(run: Run): Promise<void> {
  const { adapter, state, now, ask, batch } = run;
  const { market } = adapter;
  if (!market || (state.done.instruments ?? 0) > now - LIST_EVERY) return;
  await run.attempt('instruments', async () => {
    const list: Rows<Instrument> = { rows: [], rejects: [] };
    for (const question of market.instruments) await readPages(ask, question, {}, list);
    const rows = rowsOf(run, list);
    // No venue closes all its markets: a maintenance answers so, and the list there was would be lost for a day.
    if (rows.length === 0) throw new AskError('question', 'expected contracts, got an empty list');
    run.listed(rows);
    batch.instruments.push(...rows);
    state.done.instruments = now;
  });
}

/** Asks for the margin tiers of the followed contracts, once a day. */
export async function pollTiers(run: Run): Promise<void> {
  const { adapter, state, now, ask, batch } = run;
  const tiers = adapter.market?.marginTiers;
  if (!tiers) return;
  const followed = run.followed();
  const instruments = followed.map(([, instrument]) => instrument);
  const names = new Set(instruments.map(({ instrument }) => instrument));
  const subjects = tiers.scope === 'market' ? [['', undefined] as const] : followed;
  for (const [symbol, instrument] of subjects) {
    const question = `tiers ${symbol}`.trim();
    if (names.size === 0 || (state.done[question] ?? 0) > now - LIST_EVERY) continue;
    // Prices are known in runs that bring candles.
    const priced = (instrument ? [instrument] : instruments).some(one => run.priceOf(one) !== undefined);
    if (tiers.needsPrice && !priced) continue;
    await run.attempt(question, async () => {
      const list: Rows<MarginTier> = { rows: [], rejects: [] };
      const asked = { instruments, priceOf: run.priceOf, ...(instrument && { instrument }) };
      await readPages(ask, tiers, asked, list);
      batch.marginTiers.push(...rowsOf(run, list).filter(row => names.has(row.instrument)));
      state.done[question] = now;
    });
  }
}

/** Adds all pages of a list to `list`. */
async function readPages<Asked extends ListAsk, Row>(
  ask: Ask,
  question: Question<Asked, Row>,
  first: Asked,
  list: Rows<Row>,
): Promise<void> {
  let asked = first;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { rows, rejects, cursor } = question.read(await ask(question.request(asked)), asked);
    list.rows.push(...rows);
    list.rejects.push(...rejects);
    if (cursor === undefined) return;
    asked = { ...first, cursor };
  }
}
