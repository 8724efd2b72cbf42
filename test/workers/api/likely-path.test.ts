import { expect, test } from 'vitest';
import { likelyPath } from '../../../workers/api/likely-path.ts';

const ROUTES = ['/', '/docs', '/v1/heatmap', '/v1/snapshot/:file', '/embed/:symbol{.+}'];

test.each([
  ['/v1/heatmap/', '/v1/heatmap'],
  ['/V1/Heatmap', '/v1/heatmap'],
  ['//v1//heatmap', '/v1/heatmap'],
  ['/DOCS/', '/docs'],
  ['/V1/snapshot/btc.PNG/', '/v1/snapshot/btc.PNG'],
  ['/embed/BTC/', '/embed/BTC'],
  ['//', '/'],
])('%s is likely to mean %s', (path, meant) => {
  expect(likelyPath(path, ROUTES)).toBe(meant);
});

test.each([
  '/nope',
  '/v1',
  '/v1/heatmaps',
  '/v1/snapshot',
  '/v1/snapshot/a/b',
  '/constructor',
  '/docs/__proto__',
])('%s is like no path of ours', path => {
  expect(likelyPath(path, ROUTES)).toBeUndefined();
});
