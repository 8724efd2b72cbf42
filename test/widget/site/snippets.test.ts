import { expect, test } from 'vitest';
import { snippets } from '../../../widget/site/snippets.ts';

const defaults = { symbol: 'BTC', range: '7d', theme: 'auto', palette: 'ember' };
const choice = { symbol: 'ETH', range: '30d', theme: 'auto', palette: 'ember' };

test('the tag says only what differs from the defaults', () => {
  expect(snippets(choice, defaults, 'https://liq.example').tag).toBe(
    '<script type="module" src="https://liq.example/liq-heatmap.js"></script>\n' +
      '<liq-heatmap symbol="ETH" range="30d"></liq-heatmap>',
  );
});

test('a chosen theme and palette are in the tag and in the iframe', () => {
  const { tag, iframe } = snippets(
    { ...choice, theme: 'dark', palette: 'cividis' },
    defaults,
    'https://liq.example',
  );
  expect(tag).toContain('<liq-heatmap symbol="ETH" range="30d" theme="dark" palette="cividis">');
  expect(iframe).toContain('src="https://liq.example/embed/ETH?range=30d&theme=dark&palette=cividis"');
});

test('the picture links to the living page', () => {
  expect(snippets(choice, defaults, 'https://liq.example').markdown).toBe(
    '[![ETH liquidation heatmap](https://liq.example/v1/snapshot/ETH.png?range=30d)](https://liq.example/embed/ETH?range=30d)',
  );
});

test('a pinned tag has the hashed file and its integrity', () => {
  const release = { file: '/liq-heatmap-0123456789.js', integrity: 'sha384-abc' };
  expect(snippets(choice, defaults, 'https://liq.example', release).pinned).toContain(
    '<script type="module" src="https://liq.example/liq-heatmap-0123456789.js"\n  integrity="sha384-abc" crossorigin>',
  );
});

test('symbol and range are told even where they are the defaults, for a frame may have others', () => {
  const { tag, iframe } = snippets(defaults, defaults, 'https://liq.example');
  expect(tag).toContain('<liq-heatmap symbol="BTC" range="7d"></liq-heatmap>');
  expect(iframe).toContain('src="https://liq.example/embed/BTC?range=7d"');
});
