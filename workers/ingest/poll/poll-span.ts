import type { Liquidation } from '../../../schema/market.ts';
import type { Context, LiquidationSource, Poll, Reading, Reject } from '../../exchange/adapter.ts';
import { type Ask, AskError } from './ask.ts';

export type SpanResult = {
  liquidations: Liquidation[];
  rejects: Reject[];
  /** The end of the time from `from` on that was read whole; `to` when all was. */
  until: number;
  /** Why not all was read. */
  failure?: AskError;
};

export type Span = { target: string; from: number; to: number };

/** The shortest span that is halved: venues count in whole seconds. */
const SHORTEST = 1_000;

/**
 * Reads what happened in [from, to) at one target, in windows the venue answers, going on after full pages as the venue
 * wants. What was read before a failure counts.
 */
export async function pollSpan(
  ask: Ask,
  source: Pick<LiquidationSource, 'readAnswer'>,
  poll: Poll,
  { target, from, to }: Span,
  context: Context,
): Promise<SpanResult> {
  const result: SpanResult = { liquidations: [], rejects: [], until: from };
  try {
    for (let start = from; start < to; ) {
      const end = Math.min(to, start + (poll.window ?? Number.POSITIVE_INFINITY));
      await readWindow({ target, from: start, to: end });
      result.until = end;
      start = end;
    }
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    result.failure = error;
  }
  return result;

  async function readPage(span: Span, cursor?: string): Promise<Reading> {
    const request = poll.request({ ...span, ...(cursor !== undefined && { cursor }) });
    const text = await ask(request);
    const reading = source.readAnswer(text, { ...context, asked: target });
    if (reading.control?.kind === 'refused')
      throw new AskError('question', `${request.url}: refused: ${reading.control.reason}`);
    result.liquidations.push(...reading.liquidations);
    result.rejects.push(...reading.rejects);
    if (!reading.page && reading.rejects.length > 0)
      throw new AskError('question', `${request.url}: ${reading.rejects[0]?.reason}`);
    return reading;
  }

  async function readWindow(window: Span): Promise<void> {
    if (poll.paging === 'halve') return readHalves(window);
    let { from: start, to: end } = window;
    let cursor: string | undefined;
    for (;;) {
      const { page } = await readPage({ target, from: start, to: end }, cursor);
      if (poll.paging === 'cursor') {
        if (page?.cursor === undefined || page.rows === 0 || page.cursor === cursor) return;
        // Some venues page on beyond the window, newest first.
        if (page.newest !== undefined && page.newest < start) return;
        cursor = page.cursor;
        continue;
      }
      if (!page || page.rows < poll.pageSize || page.oldest === undefined || page.newest === undefined)
        return;
      if (poll.paging === 'backward') {
        if (page.oldest < start) return;
        // The page may have cut a millisecond in two.
        end = page.oldest + 1 < end ? page.oldest + 1 : page.oldest;
        if (end <= start) return;
      } else {
        start = page.newest > start ? page.newest : start + 1;
        if (start >= end) return;
        result.until = start;
      }
    }
  }

  async function readHalves(span: Span): Promise<void> {
    const { page } = await readPage(span);
    if (!page || page.rows < poll.pageSize) return;
    if (span.to - span.from <= SHORTEST) {
      const reason = `${poll.name}: expected fewer than ${poll.pageSize} rows in ${SHORTEST} ms, got a full page`;
      result.rejects.push({ reason, payload: JSON.stringify(span) });
      return;
    }
    const middle = span.from + Math.ceil((span.to - span.from) / 2 / SHORTEST) * SHORTEST;
    await readHalves({ ...span, to: middle });
    result.until = middle;
    await readHalves({ ...span, from: middle });
  }
}
