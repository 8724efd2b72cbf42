/** Everything the element says, in English; other languages have the same keys. `{name}` is filled in. */
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
  replayHint: 'A recording, not the present.',
  stale: 'Stale since {time}',
  staleHint: 'No newer data have come; shown is the last that did.',
  longs: 'longs',
  shorts: 'shorts',
  longPositions: 'longs liquidated below',
  shortPositions: 'shorts liquidated above',
  perLevel: 'USD per price level',
  nothing: 'nothing here',
  notRecorded: 'not recorded',
  hole: 'no data',
  price: 'Price',
  standing: 'Would be liquidated',
  liquidated: 'Liquidated (observed)',
  from: '{percent} from {price}',
  loading: 'Loading {symbol} …',
  empty: 'No data for {symbol} in this range.',
  failed: 'The heatmap could not be loaded.',
  asked: 'Asked: {url}',
  came: 'Came: {answer}',
  retry: 'Try again',
  radar: 'A radar, not advice.',
};

export type Messages = typeof en;

/** Fills `{name}` places of a message. */
export const fill = (message: string, values: Record<string, string>): string =>
  message.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
