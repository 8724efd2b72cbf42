import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { VENUES } from '../../schema/exchange.ts';
import type { Adapter } from '../../workers/exchange/adapter.ts';
import { ADAPTERS } from '../../workers/exchange/index.ts';

const README = readFileSync(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');

test('README counts the exchanges that are polled, and those that refuse Cloudflare', () => {
  const refused = Object.values<Adapter>(ADAPTERS).filter(({ access }) => access.cloudflare === 'refused');
  const sentences = [
    `polls ${VENUES.length} exchanges over REST`,
    `Of these venues ${refused.length} refuse Cloudflare's addresses`,
  ];
  expect(
    sentences.filter(sentence => !README.includes(sentence)),
    'not in README.md',
  ).toEqual([]);
});
