import type { Context } from 'hono';
import { columnDigest } from '../store/column-digest.ts';
import { readColumnTexts } from '../symbol/columns.ts';
import type { Head } from '../symbol/head.ts';
import { readForecasts } from '../symbol/ledger.ts';
import type { Own } from '../symbol/own.ts';
import { answerResponse } from './answer.ts';
import { marketInside } from './inside.ts';
import { symbolParameter, timeParameter } from './parameter.ts';
import { parameterProblem } from './problem.ts';
import { type AskedInside, symbolEndpoint } from './symbol-endpoint.ts';

/** A column that was published never changes. */
const FRESH_SECONDS = 86_400;

const columnParameters = {
  symbol: symbolParameter,
  time: timeParameter(
    'The `time_ms` of a row of the score, or when the column opens, in the finest width that is stored; milliseconds UTC.',
    1722898800000,
    true,
  ),
};

export const columnEndpoint = symbolEndpoint({
  path: '/v1/column',
  tag: 'evidence',
  summary: 'One column of all exchanges exactly as it was published',
  description:
    'The SHA-256 of the body is the `column_sha256` of the row whose candle closed with it. That column is as wide as the finest candle that closed then, five minutes at least, and opens at `time_ms + step_ms` less its width. Fine columns are kept for days, coarse ones for years: 404 where it is gone.',
  parameters: columnParameters,
  answers: { 'text/plain': 'The text of the column.' },
  answer: column,
});

/**
 * A column of all exchanges exactly as it was published, so that anybody can hold it against the digest
 * in the ledger. Its text is explained in `store/tile-columns.ts`. `time` is that of a row of the ledger, or when the
 * column opens; which width it has is found out.
 */
async function column(c: Context<AskedInside<typeof columnParameters>>): Promise<Response> {
  const { time } = c.get('query');
  const { head } = marketInside(c.env, 'all');
  if (time === undefined) throw parameterProblem(400, 'time', columnParameters.time.expected, undefined);
  const text = await publishedText(c.env.OWN, head, time);
  if (text === undefined) {
    const expected = 'the time of a row in the ledger, or the opening time of a column, that is stored';
    throw parameterProblem(404, 'time', expected, String(time));
  }
  return answerResponse({ body: text, type: 'text/plain; charset=utf-8', fresh: FRESH_SECONDS });
}

/**
 * The column of which the ledger's row of this time has the digest; where there is no such row, the one of the finest
 * width that opens then. Several columns close with a candle, and candles of other steps may have come before or since:
 * which one was meant only the digest tells, and another is never given in its place.
 */
async function publishedText(own: Own, { widths }: Head, time: number): Promise<string | undefined> {
  const rows = await readForecasts(own, { from: time, to: time + 1 });
  const resolutions = widths.whole ?? [];
  const read = (resolution: number, opens: number) =>
    readColumnTexts(own, { exchange: 'all', resolution }, { from: opens, to: opens + 1 }).then(texts =>
      texts.get(opens),
    );
  const digested = rows.filter(row => row.columnSha256 !== undefined);
  for (const { step, columnSha256 } of digested) {
    for (const resolution of resolutions) {
      const text = await read(resolution, time + step - resolution);
      if (text !== undefined && (await columnDigest(text)) === columnSha256) return text;
    }
  }
  const [finest] = resolutions;
  return digested.length > 0 || finest === undefined ? undefined : read(finest, time);
}
