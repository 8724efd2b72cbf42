/** What a writer has chosen of the element's attributes. */
export type Choice = { symbol: string; range: string } & Record<string, string>;

/**
 * What to paste: the tag with its script, the same pinned to a release, an iframe, a Markdown picture, two requests.
 * What is as `defaults` say is left out, but symbol and range.
 */
export function snippets(
  choice: Choice,
  defaults: Readonly<Record<string, string | undefined>>,
  origin: string,
  release: { file: string; integrity: string } = { file: '/liq-heatmap.js', integrity: '' },
): Record<'tag' | 'pinned' | 'iframe' | 'markdown' | 'curl', string> {
  const { symbol, range } = choice;
  const told = Object.entries(choice).filter(
    ([name, value]) => name === 'symbol' || name === 'range' || (value && value !== defaults[name]),
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
