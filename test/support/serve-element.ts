import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { sampleHeatmap, sampleHistory } from '../widget/sample.ts';

const DIST = resolve(import.meta.dirname, '../../widget/dist');
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.json': 'application/json',
};

/**
 * Two origins on this machine: one with the built element and an API that knows the sample, one with
 * the pages given (path to HTML and headers). `heatmap` draws the grid of a range, the sample by default.
 * `asked` lists the API's requests.
 */
export async function serveElement(
  pages: Record<string, { html: string; headers?: Record<string, string> }>,
  heatmap: (range: string | null) => Heatmap = () => sampleHeatmap(),
) {
  const asked: string[] = [];
  const api = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(body);
    if (pathname.startsWith('/v1/')) asked.push(request.url ?? '');
    if (pathname === '/v1/heatmap')
      return send('application/octet-stream', encodeHeatmapBin(heatmap(searchParams.get('range'))));
    if (pathname === '/v1/history') return send('application/json', JSON.stringify(sampleHistory()));
    if (pathname === '/v1/symbols') return send('application/json', JSON.stringify({ symbols: [] }));
    if (pathname === '/v1/score') return send('application/json', JSON.stringify({ symbol: 'BTC' }));
    const file = join(DIST, pathname);
    if (!existsSync(file)) return response.writeHead(404).end();
    return send(TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
  });
  const site = createServer((request, response) => {
    const page = pages[(request.url ?? '/').replace(/[?#].*/, '')];
    // A browser asks for an icon by itself.
    if (!page) return response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    const html = page.html.replaceAll('{element}', elementUrl);
    const headers = Object.entries(page.headers ?? {}).map(([name, value]) => [
      name,
      value.replaceAll('{element}', elementUrl),
    ]);
    return response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...Object.fromEntries(headers) })
      .end(html);
  });
  const [apiPort, sitePort] = await Promise.all([api, site].map(listen));
  const elementUrl = `http://127.0.0.1:${apiPort}`;
  return {
    elementUrl,
    siteUrl: `http://localhost:${sitePort}`,
    asked,
    stop: async () => {
      for (const server of [api, site]) {
        server.closeAllConnections();
        await new Promise(done => server.close(done));
      }
    },
  };
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise(done => server.listen(0, () => done((server.address() as AddressInfo).port)));
}
