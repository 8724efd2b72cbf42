import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { HOUR } from '../../../schema/range.ts';
import { START } from '../sample.ts';
import { has, mount, part, pixelAt, placeOf, sampleAnswer, until } from '../stage.ts';

afterEach(() => vi.restoreAllMocks());

test('executed liquidations stand as circles where they happened, and go again', async () => {
  const event = { time: START + 12.5 * HOUR, price: 95.9, side: 'long', notionalUsd: 2e6 };
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async url => {
    asked.push(String(url));
    return String(url).includes('/v1/liquidations')
      ? new Response(JSON.stringify({ events: [event] }))
      : sampleAnswer(String(url));
  });
  const element = await mount({
    endpoint: 'http://prints.example',
    controls: 'always',
    theme: 'light',
    locale: 'en',
  });
  await until('the controls', () => has(element, '#controls button'));
  await userEvent.click(part(element, '#controls button'));
  const box = [...(element.shadowRoot?.querySelectorAll('.check') ?? [])].find(
    label => label.textContent.trim() === 'Executed',
  ) as HTMLElement;
  // The plot is 24 hours and a margin of 66 of its pixels wide.
  const over = part(element, '.heat .u-over').getBoundingClientRect();
  const place = placeOf(element, ((12.5 / 24) * (over.width - 66)) / over.width, 96);
  const red = () => pixelAt(element, place)[0] ?? 0;
  expect(red()).toBe(0);
  await userEvent.click(box);
  await until('a circle', () => red() > 150);
  expect(asked.at(-1)).toBe(
    `http://prints.example/v1/liquidations?symbol=BTC&from=${START}&to=${START + 24 * HOUR}&limit=1000`,
  );
  await userEvent.click(box);
  await until('no circle', () => red() === 0);
});
