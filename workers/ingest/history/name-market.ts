import { isDollar, readContractName } from '../../../schema/contract-name.ts';
import { EXCHANGES, type Exchange, isExchange } from '../../../schema/exchange.ts';
import type { Instrument } from '../../../schema/market.ts';
import { BAR_STEPS, type BarStep } from './find-step.ts';

/** Whose bars a file holds, and how long they are if its name says so. */
export type NamedMarket = { instrument: Instrument; step?: number };

/** What the user says where the name does not; each wins over the name. */
export type MarketNames = {
  exchange?: string | undefined;
  instrument?: string | undefined;
  symbol?: string | undefined;
};

/** `binance-BTCUSDT-1h-2024-06-19.csv.gz`: source, instrument, step, first day. An instrument may hold dashes. */
const FILE_NAME = /^([^-]+)-(.+)-(1m|5m|1h|1d)-\d{4}-\d{2}-\d{2}(?:\.csv)?(?:\.gz)?$/;

/**
 * The market of a file, from its name and what the user says. Throws, saying which option helps, where either is
 * not enough. The documented format counts base units, so every contract in it is linear.
 */
export function nameMarket(fileName: string, names: MarketNames = {}): NamedMarket {
  const [, source, named, step] = FILE_NAME.exec(fileName) ?? [];
  const exchange = names.exchange ?? source;
  const instrument = names.instrument ?? named ?? names.symbol;
  if (exchange === undefined || instrument === undefined) {
    throw new Error(
      'expected a name like binance-BTCUSDT-1h-2024-06-19.csv.gz, or --exchange and --instrument to say what it is',
    );
  }
  return {
    instrument: readInstrument(knownExchange(exchange), instrument, names.symbol),
    ...(step !== undefined && { step: BAR_STEPS[step as BarStep] }),
  };
}

function knownExchange(text: string): Exchange {
  if (isExchange(text)) return text;
  throw new Error(
    `exchange: expected one of ${EXCHANGES.join(', ')}, got ${JSON.stringify(text)} (--exchange wins)`,
  );
}

function readInstrument(exchange: Exchange, instrument: string, symbol: string | undefined): Instrument {
  const name = readContractName(instrument);
  if (symbol !== undefined && !/^[A-Z0-9]+$/.test(symbol)) {
    throw new Error(`symbol: expected a base asset like BTC, got ${JSON.stringify(symbol)}`);
  }
  const priced = name.quote === undefined || isDollar(name.quote);
  const base = symbol ?? (priced && /^[\p{L}\d]{1,40}$/u.test(name.symbol) ? name.symbol : undefined);
  if (base === undefined) {
    throw new Error(
      `instrument: expected a name like BTCUSDT, got ${JSON.stringify(instrument)} (--symbol says which coin it is)`,
    );
  }
  return {
    ...{ exchange, instrument, symbol: base, quote: name.quote ?? 'USD', kind: 'linear' },
    contractSize: name.scale,
  };
}
