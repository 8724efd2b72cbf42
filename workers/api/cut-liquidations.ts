import type { Liquidations } from '../../schema/answer/liquidations.ts';
import { readCursor, writeCursor } from './liquidations-cursor.ts';
import type { LiquidationsQuery } from './liquidations-query.ts';

type Body = Uint8Array;

/** What of a page was asked for, exactly: the times, the side, the size, the number. */
export function cutLiquidations(body: Body, { asked }: { asked: LiquidationsQuery }): Body {
  const { side, from = 0, to = Number.POSITIVE_INFINITY, min_usd: least = 0, limit } = asked;
  const { next, ...page } = JSON.parse(new TextDecoder().decode(body)) as Liquidations;
  const asAsked = page.events.filter(
    event =>
      event.time >= from &&
      event.time < to &&
      event.notionalUsd >= least &&
      (side === undefined || event.side === side),
  );
  const events = asAsked.slice(0, limit);
  const last = asAsked.length > limit ? events.at(-1) : undefined;
  const answer: Liquidations = {
    ...page,
    events,
    ...continuation(last ? writeCursor(last) : next, { from, to }),
  };
  return new TextEncoder().encode(JSON.stringify(answer));
}

/** Whether anything that is asked for can follow: nothing does where the page has come to times before `from`. */
function continuation(
  next: string | undefined,
  { from, to }: { from: number; to: number },
): Pick<Liquidations, 'next'> {
  const reached = next === undefined ? undefined : readCursor(next);
  return next !== undefined && reached && reached.time >= from && from < to ? { next } : {};
}
