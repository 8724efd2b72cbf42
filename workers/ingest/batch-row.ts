import { EXCHANGES } from '../../schema/exchange.ts';
import type { FeedMinute, Instrument, Liquidation, MarginTier } from '../../schema/market.ts';
import {
  accountRatioFault,
  candleFault,
  type Fault,
  instrumentFault,
  liquidationBarFault,
  liquidationFault,
  marginTierFault,
  openInterestFault,
  timeFault,
} from '../../schema/plausible.ts';
import type { TimedReject } from '../store/add-rejects.ts';
import type { Track } from '../store/read-tracks.ts';
import type { BatchRow, IngestBatch } from './batch.ts';
import { BATCH_LIMITS } from './batch-limits.ts';
import {
  choiceField,
  FieldError,
  nameField,
  noteField,
  numberField,
  optional,
  type RawRow,
  trueField,
} from './field.ts';

type Part = keyof IngestBatch;
type Reader<Row> = { fields: readonly string[]; read: (row: RawRow) => Row };

const LIQUIDATION: Reader<Liquidation> = {
  fields: [
    ...['exchange', 'instrument', 'symbol', 'side', 'price', 'priceKind'],
    ...['quantity', 'notionalUsd', 'time', 'id'],
  ],
  read: readLiquidation,
};

/** What the rows of a part are made of, and how they are read; every field is checked. */
const PARTS: { [Name in Part]-?: Reader<BatchRow<Name>> } = {
  instruments: {
    fields: ['exchange', 'instrument', 'symbol', 'quote', 'kind', 'contractSize'],
    read: readInstrument,
  },
  marginTiers: {
    fields: [
      ...['exchange', 'instrument', 'minNotionalUsd', 'maintenanceMarginRate'],
      ...['maxLeverage', 'maintenanceDeductionUsd'],
    ],
    read: readTier,
  },
  candles: {
    fields: ['symbol', 'exchange', 'time', 'step', 'open', 'high', 'low', 'close', 'volume', 'buyVolume'],
    read: readCandle,
  },
  openInterest: {
    fields: ['symbol', 'exchange', 'time', 'openInterest'],
    read: row =>
      plausible(row, { ...readTrack(row), ...numbers(row, 'time', 'openInterest') }, openInterestFault),
  },
  accountRatios: {
    fields: ['symbol', 'exchange', 'time', 'ratio'],
    read: row => plausible(row, { ...readTrack(row), ...numbers(row, 'time', 'ratio') }, accountRatioFault),
  },
  liquidations: LIQUIDATION,
  secondHand: LIQUIDATION,
  liquidationBars: {
    fields: ['symbol', 'exchange', 'time', 'step', 'longUsd', 'shortUsd', 'count'],
    read: readBar,
  },
  coverage: {
    fields: ['exchange', 'feed', 'time', 'seconds', 'events', 'delay', 'error', 'repaired'],
    read: readMinute,
  },
  rejects: { fields: ['source', 'time', 'reason', 'payload'], read: readReject },
};

export const PART_NAMES = Object.keys(PARTS) as readonly Part[];
export const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);
export const fieldsOf = (part: Part): readonly string[] => PARTS[part].fields;

/** A row of a part, of its own fields alone; throws a `FieldError` for the first that is not what it should be. */
export const readRow = <Name extends Part>(part: Name, fields: RawRow['fields']): BatchRow<Name> =>
  PARTS[part].read({ part, fields });

/** The row, where a market can be so. */
function plausible<Row>({ part }: RawRow, row: Row, faultOf: (row: Row) => Fault | undefined): Row {
  const fault = faultOf(row);
  if (fault) throw new FieldError({ ...fault, field: `${part}.${fault.field}` });
  return row;
}

const numbers = <Name extends string>(row: RawRow, ...names: Name[]) =>
  Object.fromEntries(names.map(name => [name, numberField(row, name)])) as Record<Name, number>;
const readExchange = (row: RawRow) => ({ exchange: choiceField(row, 'exchange', EXCHANGES) });
const readTrack = (row: RawRow): Track => ({
  symbol: nameField(row, 'symbol', BATCH_LIMITS.symbol),
  ...readExchange(row),
});
const readInstrumentName = (row: RawRow) => ({ instrument: nameField(row, 'instrument', BATCH_LIMITS.name) });

function readInstrument(row: RawRow): Instrument {
  const instrument: Instrument = {
    ...{ ...readTrack(row), ...readInstrumentName(row) },
    quote: nameField(row, 'quote', BATCH_LIMITS.symbol),
    kind: choiceField(row, 'kind', ['linear', 'inverse']),
    ...numbers(row, 'contractSize'),
  };
  return plausible(row, instrument, instrumentFault);
}

function readTier(row: RawRow): MarginTier {
  const tier: MarginTier = {
    ...{ ...readExchange(row), ...readInstrumentName(row) },
    ...numbers(row, 'minNotionalUsd', 'maintenanceMarginRate', 'maxLeverage', 'maintenanceDeductionUsd'),
  };
  return plausible(row, tier, marginTierFault);
}

function readCandle(row: RawRow): BatchRow<'candles'> {
  const candle = {
    ...readTrack(row),
    ...numbers(row, 'time', 'step', 'open', 'high', 'low', 'close', 'volume'),
    ...optional(row, 'buyVolume', numberField),
  };
  return plausible(row, candle, candleFault);
}

function readLiquidation(row: RawRow): Liquidation {
  const event: Liquidation = {
    ...{ ...readTrack(row), ...readInstrumentName(row) },
    side: choiceField(row, 'side', ['long', 'short']),
    priceKind: choiceField(row, 'priceKind', ['fill', 'bankruptcy', 'trigger']),
    ...numbers(row, 'time', 'price', 'quantity', 'notionalUsd'),
    id: nameField(row, 'id', BATCH_LIMITS.name),
  };
  return plausible(row, event, liquidationFault);
}

function readBar(row: RawRow): BatchRow<'liquidationBars'> {
  const bar = {
    ...{ ...readTrack(row), ...numbers(row, 'time', 'step') },
    ...optional(row, 'longUsd', numberField),
    ...optional(row, 'shortUsd', numberField),
    ...optional(row, 'count', numberField),
  };
  return plausible(row, bar, liquidationBarFault);
}

function readMinute(row: RawRow): FeedMinute {
  const minute: FeedMinute = {
    ...{ ...readExchange(row), ...numbers(row, 'time') },
    feed: nameField(row, 'feed', BATCH_LIMITS.feed),
    seconds: numberField(row, 'seconds', { min: 0, max: 60 }),
    events: numberField(row, 'events', { min: 0, integer: true }),
    ...optional(row, 'delay', numberField),
    ...optional(row, 'error', (_, name) => noteField(row, name, BATCH_LIMITS.error)),
    ...optional(row, 'repaired', trueField),
  };
  return plausible(row, minute, ({ time }) => timeFault(time));
}

function readReject(row: RawRow): TimedReject {
  const reject: TimedReject = {
    source: nameField(row, 'source', BATCH_LIMITS.feed),
    ...numbers(row, 'time'),
    reason: noteField(row, 'reason', BATCH_LIMITS.note),
    payload: noteField(row, 'payload', BATCH_LIMITS.note),
  };
  return plausible(row, reject, ({ time }) => timeFault(time));
}
