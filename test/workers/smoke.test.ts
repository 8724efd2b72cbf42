import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';

test('db', async () => {
  expect((await env.DB.prepare('select count(*) as n from candles').first<{ n: number }>())?.n).toBe(0);
});
