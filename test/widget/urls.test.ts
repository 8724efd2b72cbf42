import { expect, test } from 'vitest';
import { baseAsset, heatmapUrl } from '../../widget/urls.ts';

test('the names exchanges give a contract are read as its base asset', () => {
  const names = [
    'btc',
    'BTCUSDT',
    'BTC-USD',
    'BTC/USDT:USDT',
    'BTC-USDT-SWAP',
    'BTC_USDC',
    'BTC-PERP',
    'USDT',
  ];
  expect(names.map(baseAsset)).toEqual(['BTC', 'BTC', 'BTC', 'BTC', 'BTC', 'BTC', 'BTC', 'USDT']);
});

test('asks the endpoint for the binary grid, and names an exchange only when one was chosen', () => {
  const question = { endpoint: 'https://api.example/', symbol: 'ETHUSDT', exchange: 'all', range: '7d' };
  expect(heatmapUrl(question)).toBe('https://api.example/v1/heatmap?symbol=ETH&range=7d&format=bin');
  expect(heatmapUrl({ ...question, exchange: 'okx' })).toContain('&exchange=okx');
});

test('asks for one leverage group only when one was chosen', () => {
  const question = { endpoint: 'https://api.example', symbol: 'BTC', exchange: 'all', range: '7d' };
  expect(heatmapUrl({ ...question, leverage: '' })).not.toContain('leverage');
  expect(heatmapUrl({ ...question, leverage: 'from50' })).toContain('&leverage=from50');
});
