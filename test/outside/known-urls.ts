import fc from 'fast-check';
import type { HeatmapJson } from '../../schema/answer/heatmap.ts';
import type { Symbols } from '../../schema/answer/symbols.ts';
import { targetOf } from './requests/asked.ts';
import { type Description, type Route, routesOf } from './requests/description.ts';
import { type Known, validRequests } from './requests/valid-requests.ts';

/** Addresses that no description tells of. */
const SITE = ['/', '/docs', '/openapi.json', '/robots.txt', '/favicon.ico', '/liq-heatmap.js'];

/** What a running product says it can be asked, and what it has. */
export async function readKnown(url: string): Promise<{ routes: Route[]; known: Known }> {
  const routes = routesOf((await (await fetch(`${url}/openapi.json`)).json()) as Description);
  const { symbols } = (await (await fetch(`${url}/v1/symbols`)).json()) as Symbols;
  const symbol = symbols.map(one => one.symbol);
  const { time } = (await (await fetch(`${url}/v1/heatmap?symbol=${symbol[0]}`)).json()) as HeatmapJson;
  const opens = Array.from({ length: time.count }, (_, i) => String(time.start + i * time.step));
  return { routes, known: { origin: url, values: { symbol, time: opens } } };
}

/** At most so many addresses of every route for which there is an answer, and those of the site. */
export async function knownUrls(url: string, seed: number, ofEach: number): Promise<string[]> {
  const { routes, known } = await readKnown(url);
  const [symbol] = known.values.symbol;
  const paths = routes.flatMap(route => {
    const there = fc
      .sample(validRequests([route], known), { seed, numRuns: 20 * ofEach })
      .filter(asked => asked.there)
      .slice(0, ofEach);
    // And the shortest, which nothing optional can have refused.
    const bare = there.map(({ path, query, required = [] }) => ({
      path,
      query: query.filter(([name]) => required.includes(name)),
    }));
    return [...bare, ...there].map(targetOf);
  });
  const column = `/v1/column?symbol=${symbol}&time=${known.values.time[0]}`;
  return [...new Set([...SITE, ...paths, column])];
}
