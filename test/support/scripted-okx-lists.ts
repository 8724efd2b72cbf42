/** A liquidated long as OKX's list has it: when (milliseconds UTC), and how many contracts at 100 USD. */
export type OkxOrder = { time: number; size: number };

/**
 * OKX's list of liquidations as a `fetch`, by family of contracts (`BTC-USDT`). `asked` are the families in the order
 * they were asked for; what is in `broken` is answered as the venue answers for a contract it does not know. Everything
 * else is not here.
 */
export function scriptedOkxLists(orders: Readonly<Record<string, readonly OkxOrder[]>>) {
  const asked: string[] = [];
  const broken = new Set<string>();
  const fetch: typeof globalThis.fetch = async input => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : String(input));
    if (!pathname.endsWith('/public/liquidation-orders')) return new Response('not here', { status: 404 });
    const family = searchParams.get('uly') ?? '';
    asked.push(family);
    if (broken.has(family)) return Response.json({ code: '51000', msg: 'Parameter uly error', data: [] });
    const before = Number(searchParams.get('after'));
    const details = (orders[family] ?? [])
      .filter(({ time }) => time < before)
      .map(({ time, size }) => ({
        ...{ side: 'sell', posSide: 'long', bkPx: '100', sz: String(size), ts: String(time) },
      }));
    const entry = { details, instFamily: family, instId: `${family}-SWAP`, instType: 'SWAP', uly: family };
    return Response.json({ code: '0', msg: '', data: details.length > 0 ? [entry] : [] });
  };
  return { fetch, asked, broken };
}
