/** What a first view says, in English; `{name}` is filled in. */
export const en = {
  title: '{symbol} liquidation heatmap',
  historyTitle: 'Liquidations per {interval}',
  modelled: 'modelled',
  modelledHint: 'Estimated positions that would be liquidated at each price. A model, not a measurement.',
  observed: 'observed',
  observedHint: 'Liquidations that exchanges reported.',
  live: 'Live',
  liveHint: 'Data of the exchanges, up to the last closed candle.',
  simulated: 'SIMULATED',
  simulatedHint: 'An invented market, not real prices.',
  replay: 'REPLAY',
  stale: 'Stale since {time}',
  staleHint: 'No newer data have come; shown is the last that did.',
  longs: 'longs',
  shorts: 'shorts',
  perLevel: 'USD per price level',
  nothing: 'nothing here',
  notRecorded: 'not recorded',
  hole: 'no data',
  liquidated: 'Liquidated (observed)',
  from: '{percent} from {price}',
  loading: 'Loading {symbol} …',
  empty: 'No data for {symbol} in this range.',
  failed: 'The heatmap could not be loaded.',
  asked: 'Asked: {url}',
  came: 'Came: {answer}',
  retry: 'Try again',
  replayUntil: 'A recorded market, until {time}.',
  lastPrice: 'last price',
  nearest: 'Nearest large clusters',
  above: 'above',
  below: 'below',
  summaryPrice: '{symbol} at {price} on {time}.',
  summaryShorts: 'The nearest large cluster above: {usd} of shorts around {price} ({percent}).',
  summaryLongs: 'The nearest large cluster below: {usd} of longs around {price} ({percent}).',
  summaryHistory: 'Liquidated in this range ({from} – {to} UTC): {longs} of longs, {shorts} of shorts.',
  help: 'Arrow keys walk the cells, Enter keeps one, T opens a table, plus and minus zoom, 0 shows all.',
  radar: 'A radar, not advice.',
};

/** What a first view says, in any language. */
export type Messages = typeof en;

/** Fills `{name}` places of a message. */
export const fill = (message: string, values: Record<string, string>): string =>
  message.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
