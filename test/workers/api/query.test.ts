import { HTTPException } from 'hono/http-exception';
import { expect, test } from 'vitest';
import type { Problem } from '../../../schema/answer/problem.ts';
import { oneOf, severalOf, timeParameter } from '../../../workers/api/parameter.ts';
import { canonicalPath, readQuery } from '../../../workers/api/query.ts';

const said = { description: 'What it is.', example: 'band' };

const parameters = {
  range: oneOf(['12h', '24h'], '24h', said),
  since: timeParameter('Since when.', 5),
  with: severalOf(['band', 'split'], said),
};
const read = (search: string, unknown: 'refused' | 'ignored') =>
  readQuery(parameters, new URLSearchParams(search), { unknown });

async function refusal(search: string, unknown: 'refused' | 'ignored' = 'refused'): Promise<Problem> {
  try {
    read(search, unknown);
  } catch (error) {
    if (error instanceof HTTPException) return error.getResponse().json<Problem>();
    throw error;
  }
  throw new Error(`${search} was not refused`);
}

/** What every object has by inheritance, and so any lookup by a stranger's word might find. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

test('a parameter named like what every object inherits is unknown like any other', async () => {
  expect(INHERITED).toContain('constructor');
  expect(INHERITED).toContain('__proto__');
  for (const name of INHERITED) {
    expect(await refusal(`${name}=1`)).toMatchObject({
      status: 400,
      parameter: name,
      expected: 'one of the parameters range, since, with',
      got: '1',
    });
    const { range, since, with: parts, ...rest } = read(`${name}=1`, 'ignored');
    expect({ range, since, parts, rest: Object.keys(rest) }).toEqual({ range: '24h', parts: [], rest: [] });
  }
});

test('a word of a parameter is never found among what objects inherit', async () => {
  for (const word of INHERITED) {
    expect((await refusal(`range=${word}`)).parameter).toBe('range');
    expect((await refusal(`with=band,${word}`)).parameter).toBe('with');
  }
});

test('pages ignore what they do not know, however often it comes, and still refuse what they cannot read', async () => {
  const query = read('utm_source=x&range=12h&utm_source=y&dnt=1', 'ignored');
  expect(canonicalPath('/embed/BTC', parameters, query)).toBe('/embed/BTC?range=12h');
  expect(await refusal('range=2h&utm_source=x', 'ignored')).toMatchObject({ parameter: 'range', got: '2h' });
  expect(await refusal('range=12h&range=24h', 'ignored')).toMatchObject({ expected: 'to be given once' });
  expect((await refusal('utm_source=x&range=12h')).parameter).toBe('utm_source');
});

test('equal questions have one path: sorted, defaults filled in, words in their own case', () => {
  const path = (search: string) => canonicalPath('/v1/heatmap', parameters, read(search, 'refused'));
  expect(path('')).toBe('/v1/heatmap?range=24h');
  expect(path('with=SPLIT,band&range=24H')).toBe('/v1/heatmap?range=24h&with=band%2Csplit');
  expect(path('since=5&with=band')).toBe('/v1/heatmap?range=24h&since=5&with=band');
  expect(canonicalPath('/docs', {}, {})).toBe('/docs');
});
