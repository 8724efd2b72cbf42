import { parseArgs } from 'node:util';
import type { Adapter } from '../exchange/adapter.ts';
import { ADAPTERS } from '../exchange/index.ts';
import { DEFAULT_SYMBOLS, listOf, namedAdapters } from '../ingest/followed.ts';

export const USAGE = `usage: npm run relay -- --to <url> [<options>]

Reads exchanges from this machine and posts what they say, signed, to a deployment: for venues that refuse Cloudflare.

  --to <url>              the deployment: https://heatmap.example
  --secret <text>         what it was given by "wrangler secret put RELAY_SECRET"; else the variable RELAY_SECRET
  --exchanges <a,b,…>     default: those that refuse Cloudflare
  --symbols <A,B,…>       whose candles, open interest and ratios are followed; default: the ten largest
  --buffer <folder>       where batches wait while the deployment is away; default .data/relay
  --proxy <url>           ask exchanges through this origin, with the venue's host as the first part of the path
  --once                  ask once for all that is due and end: for a scheduled job. Feeds are not opened
  --help                  this text
`;

/** Throws what was expected and what came. */
export function readRelayArguments(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
) {
  const { values } = parseArgs({
    args,
    options: {
      to: { type: 'string' },
      secret: { type: 'string' },
      exchanges: { type: 'string' },
      symbols: { type: 'string' },
      buffer: { type: 'string', default: '.data/relay' },
      proxy: { type: 'string' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { help, once, buffer, proxy } = values;
  const secret = values.secret ?? environment.RELAY_SECRET ?? '';
  if (!help && !/^https?:\/\//.test(values.to ?? ''))
    throw new Error(`--to: expected a URL, got ${values.to === undefined ? 'nothing' : `"${values.to}"`}`);
  if (!help && secret === '')
    throw new Error('--secret: expected a text, or the variable RELAY_SECRET, got nothing');
  const names = listOf(values.exchanges);
  const adapters: Adapter[] = names
    ? namedAdapters(names)
    : Object.values<Adapter>(ADAPTERS).filter(({ access }) => access.cloudflare === 'refused');
  const symbols = listOf(values.symbols?.toUpperCase()) ?? DEFAULT_SYMBOLS;
  return { help, once, buffer, proxy, to: values.to ?? '', secret, adapters, symbols };
}
