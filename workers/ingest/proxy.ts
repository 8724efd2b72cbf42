/** The URL of a venue as asked through a proxy: `wss://a.b/c` becomes `ws://proxy/a.b/c`. Without one, as it is. */
export function throughProxy(url: string, proxy: string | undefined): string {
  if (!proxy) return url;
  const target = new URL(url);
  const origin = proxy.replace(/\/$/, '');
  const scheme = /^ws/.test(target.protocol) ? origin.replace(/^http/, 'ws') : origin;
  return `${scheme}/${target.host}${target.pathname}${target.search}`;
}
