/** A liquidated position: time in seconds, contracts (above 0: long). */
export type GateOrder = { time: number; size: number };

/**
 * Gate's REST as a `fetch`: one contract of 0.0001 coins at 100 USD, candles since ever, and the liquidations given.
 * `asked` is what was asked for, by endpoint; `broken` answers instead of an endpoint.
 */
export function scriptedGate({ orders = [], now }: { orders?: GateOrder[]; now: () => number }) {
  const asked: { endpoint: string; query: URLSearchParams }[] = [];
  const broken = new Map<string, () => Response | Promise<Response>>();
  const endpoints: Record<string, (query: URLSearchParams) => unknown> = {
    contracts: () => [
      { name: 'BTC_USDT', quanto_multiplier: '0.0001', position_size: 40_000, mark_price: '100' },
    ],
    candlesticks: query => {
      const step = { '1d': 86_400, '1h': 3_600, '5m': 300, '15m': 900 }[query.get('interval') ?? ''] ?? 0;
      const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
      const rows = [];
      for (let t = Math.ceil(from / step) * step; t <= to && t * 1000 <= now(); t += step)
        rows.push({ t, o: '100', h: '101', l: '99', c: '100', v: 50_000 });
      return rows.slice(0, 1_999);
    },
    liq_orders: query =>
      orders
        .filter(({ time }) => time >= Number(query.get('from')) && time <= Number(query.get('to')))
        .slice(0, Number(query.get('limit')))
        .map(({ time, size }) => ({
          ...{ time, contract: 'BTC_USDT', size, order_size: -size },
          ...{ order_price: '99', fill_price: '100', left: 0 },
        })),
    contract_stats: () => [],
    risk_limit_tiers: () => [
      { tier: 1, risk_limit: '100000', initial_rate: '0.01', maintenance_rate: '0.005', leverage_max: '100' },
    ],
  };
  const fetch: typeof globalThis.fetch = async input => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const endpoint = url.pathname.split('/').at(-1) ?? '';
    asked.push({ endpoint, query: url.searchParams });
    const answer =
      url.host === 'api.gateio.ws' ? (broken.get('') ?? broken.get(endpoint)) : broken.get(url.host);
    if (answer) return answer();
    const read = url.host === 'api.gateio.ws' ? endpoints[endpoint] : undefined;
    return read ? Response.json(read(url.searchParams)) : new Response('not here', { status: 404 });
  };
  return { fetch, asked, broken, orders };
}
