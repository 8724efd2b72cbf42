import { expect, test } from 'vitest';
import { snippets } from '../../../widget/site/snippets.ts';

const choice = { symbol: 'ETH', range: '30d', theme: 'auto', palette: 'ember' };

test('the tag says only what differs from the defaults', () => {
  expect(snippets(choice, 'https://liq.example').tag).toBe(
    '<script type="module" src="https://liq.example/liq-heatmap.js"></script>\n' +
      '<liq-heatmap symbol="ETH" range="30d"></liq-heatmap>',
  );
});

test('a chosen theme and palette are in the tag and in the iframe', () => {
  const { tag, iframe } = snippets({ ...choice, theme: 'dark', palette: 'cividis' }, 'https://liq.example');
  expect(tag).toContain('<liq-heatmap symbol="ETH" range="30d" theme="dark" palette="cividis">');
  expect(iframe).toContain('src="https://liq.example/embed/ETH?range=30d&theme=dark&palette=cividis"');
});

test('the picture links to the living page', () => {
  expect(snippets(choice, 'https://liq.example').markdown).toBe(
    '[![ETH liquidation heatmap](https://liq.example/v1/snapshot/ETH.png?range=30d)](https://liq.example/embed/ETH?range=30d)',
  );
});

test('a pinned tag has the hashed file and its integrity', () => {
  const release = { file: '/liq-heatmap-0123456789.js', integrity: 'sha384-abc' };
  expect(snippets(choice, 'https://liq.example', release).pinned).toContain(
    '<script type="module" src="https://liq.example/liq-heatmap-0123456789.js"\n  integrity="sha384-abc" crossorigin>',
  );
});
