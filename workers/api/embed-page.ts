import type { EmbedAttributes } from './embed-attributes.ts';
import { escapeHtml } from './html.ts';

/** Tells the page around the frame how tall the element is. */
export const EMBED_HEIGHT_SCRIPT =
  "new ResizeObserver(([entry])=>parent.postMessage({type:'liq-height',h:Math.ceil(entry.borderBoxSize[0].blockSize)},'*')).observe(document.body)";

/** The snapshot has this size; see `picture/`. */
const PICTURE = { width: 1200, height: 675 };

/** The element alone, with its picture until the script runs, and what link previews read. */
export function embedPage({
  symbol,
  origin,
  path,
  attributes,
}: {
  symbol: string;
  /** The public origin, or nothing: then the addresses are paths. */
  origin: string;
  /** The page's one path and query. */
  path: string;
  attributes: EmbedAttributes;
}): string {
  const { range, theme, exchange, palette } = attributes;
  const title = embedTitle(symbol, range);
  const url = `${origin}${path}`;
  const picture = new URLSearchParams({ range });
  if (exchange !== undefined && exchange !== 'all') picture.set('exchange', exchange);
  if (palette !== undefined) picture.set('palette', palette);
  const preview = `${origin}/v1/snapshot/${symbol}.png?${picture}`;
  if (theme !== 'auto') picture.set('theme', theme);
  const fallback = `/v1/snapshot/${symbol}.svg?${picture}`;
  const given = Object.entries({ symbol, ...attributes }).flatMap(([name, value]) =>
    value === undefined ? [] : [value === '' ? name : `${name}="${escapeHtml(value)}"`],
  );
  const description = `What could be liquidated at which price of ${symbol}, and what was, over ${range}.`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="${theme === 'auto' ? 'light dark' : theme}">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<meta property="og:type" content="website">
<meta property="og:title" content="${escapeHtml(title)}">
<meta property="og:description" content="${escapeHtml(description)}">
<meta property="og:url" content="${escapeHtml(url)}">
<meta property="og:image" content="${escapeHtml(preview)}">
<meta property="og:image:width" content="${PICTURE.width}">
<meta property="og:image:height" content="${PICTURE.height}">
<meta property="og:image:alt" content="${escapeHtml(title)}">
<meta name="twitter:card" content="summary_large_image">
<link rel="canonical" href="${escapeHtml(url)}">
<link rel="alternate" type="application/json+oembed" href="${escapeHtml(`${origin}/v1/oembed?${new URLSearchParams({ url: url })}`)}" title="${escapeHtml(title)}">
<style>html, body { margin: 0; background: transparent; font-family: system-ui, sans-serif; } img { display: block; width: 100%; height: auto; }</style>
<script type="module" src="/liq-heatmap.js" crossorigin></script>
<body>
<liq-heatmap ${given.join(' ')}><img src="${escapeHtml(fallback)}" width="${PICTURE.width}" height="${PICTURE.height}" alt="${escapeHtml(title)}"></liq-heatmap>
<script>${EMBED_HEIGHT_SCRIPT}</script>
</body>
</html>
`;
}

export const embedTitle = (symbol: string, range: string): string =>
  `${symbol} liquidation heatmap, ${range}`;
