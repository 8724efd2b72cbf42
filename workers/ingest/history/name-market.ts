import { isDollar, readContractName } from '../../../schema/contract-name.ts';
import { EXCHANGES, type Exchange, isExchange } from '../../../schema/exchange.ts';
import { venueContract } from '../../../schema/venue-contract.ts';
import { BAR_STEPS, type BarStep } from './find-step.ts';

/**
 * Whose bars a file holds, and how long they are if its name says so. `scale` is how many coins the file counts and
 * prices as one: 1000 for 1000PEPE.
 */
export type NamedMarket = { exchange: Exchange; symbol: string; scale: number; step?: number };

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
 * not enough. The documented format counts base units, of whatever contract.
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
  const known = knownExchange(exchange);
  return {
    exchange: known,
    ...readCoin(known, instrument, names.symbol),
    ...(step !== undefined && { step: BAR_STEPS[step as BarStep] }),
  };
}

function knownExchange(text: string): Exchange {
  if (isExchange(text)) return text;
  throw new Error(
    `exchange: expected one of ${EXCHANGES.join(', ')}, got ${JSON.stringify(text)} (--exchange wins)`,
  );
}

function readCoin(
  exchange: Exchange,
  instrument: string,
  symbol: string | undefined,
): Pick<NamedMarket, 'symbol' | 'scale'> {
  // A recording may be named by its coin alone, where no venue names a contract so.
  const name = venueContract(exchange, instrument) ?? readContractName(instrument);
  if (symbol !== undefined && !/^[A-Z0-9]+$/.test(symbol)) {
    throw new Error(`symbol: expected a base asset like BTC, got ${JSON.stringify(symbol)}`);
  }
  const priced = name.quote === undefined || isDollar(name.quote);
  const coin = symbol ?? (priced && /^[\p{L}\d]{1,40}$/u.test(name.symbol) ? name.symbol : undefined);
  if (coin !== undefined) return { symbol: coin, scale: name.scale };
  throw new Error(
    `instrument: expected a name like BTCUSDT, got ${JSON.stringify(instrument)} (--symbol says which coin it is)`,
  );
}
