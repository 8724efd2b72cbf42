/** What a writer has chosen; empty or default values are left out of the code. */
export type Choice = { symbol: string; range: string; theme: string; palette: string };

const DEFAULTS: Partial<Choice> = { theme: 'auto', palette: 'ember' };

/** What to paste: the tag with its script, the same pinned to a release, an iframe, a Markdown picture, two requests. */
export function snippets(
  choice: Choice,
  origin: string,
  release: { file: string; integrity: string } = { file: '/liq-heatmap.js', integrity: '' },
): Record<'tag' | 'pinned' | 'iframe' | 'markdown' | 'curl', string> {
  const { symbol, range } = choice;
  const told = Object.entries(choice).filter(
    ([name, value]) => value && value !== DEFAULTS[name as keyof Choice],
  );
  const attributes = told.map(([name, value]) => ` ${name}="${value}"`).join('');
  const query = new URLSearchParams(told.filter(([name]) => name !== 'symbol')).toString();
  const picture = new URLSearchParams(
    told.filter(([name]) => name === 'range' || name === 'theme'),
  ).toString();
  return {
    tag: `<script type="module" src="${origin}/liq-heatmap.js"></script>\n<liq-heatmap${attributes}></liq-heatmap>`,
    pinned:
      `<script type="module" src="${origin}${release.file}"\n  integrity="${release.integrity}" crossorigin></script>\n` +
      `<liq-heatmap${attributes}></liq-heatmap>`,
    iframe:
      `<iframe src="${origin}/embed/${symbol}?${query}"\n  title="${symbol} liquidation heatmap"\n` +
      '  width="100%" height="520" loading="lazy" style="border:0"></iframe>',
    markdown: `[![${symbol} liquidation heatmap](${origin}/v1/snapshot/${symbol}.png?${picture})](${origin}/embed/${symbol}?${query})`,
    curl:
      `curl "${origin}/v1/heatmap?symbol=${symbol}&range=${range}"\n` +
      `curl "${origin}/v1/history?symbol=${symbol}&range=${range}"`,
  };
}
