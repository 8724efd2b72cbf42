import { afterEach, expect, test, vi } from 'vitest';
import { encodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { HOUR } from '../../../schema/range.ts';
import { seen } from '../../../widget/interaction/coverage.ts';
import { START, sampleHeatmap, sampleHistory } from '../sample.ts';
import { has, mount, part, until } from '../stage.ts';

afterEach(() => vi.restoreAllMocks());

/** Two exchanges over the sample's 24 hours: one seen throughout, one without the hours 6 to 12. */
const covered = () =>
  sampleHeatmap({
    coverage: [
      { exchange: 'okx', share: 1, gaps: [] },
      { exchange: 'gate', share: 0.75, gaps: [[START + 6 * HOUR, START + 12 * HOUR]] },
    ],
  });

test('what lies between holes was seen', () => {
  expect(seen([0, 10], [])).toEqual([[0, 10]]);
  expect(
    seen(
      [0, 10],
      [
        [6, 12],
        [2, 3],
      ],
    ),
  ).toEqual([
    [0, 2],
    [3, 6],
  ]);
  expect(seen([0, 10], [[0, 10]])).toEqual([]);
});

test('the badge tells the share that was seen, and opens a strip for each exchange with its holes', async () => {
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async input => {
    const url = String(input);
    asked.push(url);
    if (url.includes('/v1/heatmap')) return new Response(encodeHeatmapBin(covered()));
    if (url.includes('/v1/status'))
      return Response.json({
        exchanges: [
          { exchange: 'gate', state: 'stale' },
          { exchange: 'okx', state: 'live' },
        ],
      });
    return Response.json(sampleHistory());
  });
  const element = await mount({ endpoint: 'http://coverage.example', locale: 'en', controls: 'always' });
  await until('the badge', () => has(element, '#coverage') && has(element, '#controls button'));
  // The mean of 100 % and 75 %, rounded down.
  expect(part(element, '#coverage').textContent.trim()).toBe('Coverage 87%');
  expect(part(element, '#coverage').getBoundingClientRect().height).toBeGreaterThanOrEqual(24);
  expect(asked.some(url => url.includes('/v1/status'))).toBe(false);
  part(element, '#coverage').focus();
  part(element, '#coverage').click();
  await until(
    'how each is doing',
    () => has(element, '#coverages') && part(element, '#coverages').textContent.includes('late'),
  );
  const rows = [...part(element, '#coverages').querySelectorAll('tr')].map(row =>
    row.textContent.replace(/\s+/g, ' ').trim(),
  );
  expect(rows).toEqual(['okx 100% Live', 'gate 75% late']);
  const [, gate] = part(element, '#coverages').querySelectorAll<HTMLElement>('.wide .strip');
  expect([...(gate?.children ?? [])].map(one => (one as HTMLElement).style.cssText)).toEqual([
    'left: 0%; width: 25%;',
    'left: 50%; width: 50%;',
  ]);
  // Not by colour alone: what is missing is hatched and told in words.
  expect(getComputedStyle(gate as Element).backgroundImage).toContain('repeating-linear-gradient');
  expect(gate?.ariaLabel).toMatch(/^no data: Mar 1.* – Mar 1/);
  part(element, '#close').click();
  expect(has(element, '#coverages')).toBe(false);
  expect(element.shadowRoot?.activeElement?.id).toBe('coverage');
});

test('says nothing of coverage where nothing is known of it', async () => {
  const element = await mount({ data: { heatmap: sampleHeatmap() } });
  await import('../../../widget/late-badges.ts');
  expect(has(element, '#coverage')).toBe(false);
});
