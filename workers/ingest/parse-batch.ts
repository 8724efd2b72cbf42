import { EXCHANGES } from '../../schema/exchange.ts';
import type { FeedMinute, Instrument, Liquidation, MarginTier } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import type { TimedReject } from '../store/add-rejects.ts';
import type { Track } from '../store/read-tracks.ts';
import type { IngestBatch } from './batch.ts';
import {
  choiceField,
  FieldError,
  isRecord,
  numberField,
  optional,
  type RawRow,
  textField,
  trueField,
} from './field.ts';

const LIQUIDATION_FIELDS = [
  'exchange',
  'instrument',
  'symbol',
  'side',
  'price',
  'priceKind',
  'quantity',
  'notionalUsd',
  'time',
  'id',
];

/** What a part's rows must be; every field is checked, unknown ones are refused. */
const PARTS = {
  instruments: {
    fields: ['exchange', 'instrument', 'symbol', 'quote', 'kind', 'contractSize'],
    read: readInstrument,
  },
  marginTiers: {
    fields: [
      'exchange',
      'instrument',
      'minNotionalUsd',
      'maintenanceMarginRate',
      'maxLeverage',
      'maintenanceDeductionUsd',
    ],
    read: readTier,
  },
  candles: {
    fields: ['symbol', 'exchange', 'time', 'step', 'open', 'high', 'low', 'close', 'volume', 'buyVolume'],
    read: readCandle,
  },
  openInterest: {
    fields: ['symbol', 'exchange', 'time', 'openInterest'],
    read: (row: RawRow) => ({
      ...readTrack(row),
      ...readTime(row),
      openInterest: numberField(row, 'openInterest', { min: 0 }),
    }),
  },
  accountRatios: {
    fields: ['symbol', 'exchange', 'time', 'ratio'],
    read: (row: RawRow) => ({
      ...readTrack(row),
      ...readTime(row),
      ratio: numberField(row, 'ratio', { min: 0 }),
    }),
  },
  liquidations: { fields: LIQUIDATION_FIELDS, read: readLiquidation },
  secondHand: { fields: LIQUIDATION_FIELDS, read: readLiquidation },
  liquidationBars: {
    fields: ['symbol', 'exchange', 'time', 'step', 'longUsd', 'shortUsd', 'count'],
    read: readBar,
  },
  coverage: {
    fields: ['exchange', 'feed', 'time', 'seconds', 'events', 'delay', 'error', 'repaired'],
    read: readMinute,
  },
  rejects: { fields: ['source', 'time', 'reason', 'payload'], read: readReject },
} satisfies {
  [Part in keyof IngestBatch]-?: {
    fields: string[];
    read: (row: RawRow) => NonNullable<IngestBatch[Part]>[number];
  };
};

/** The batch a JSON text holds; throws a `FieldError` for the first field that is not what it should be. */
export function parseBatch(text: string): IngestBatch {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new FieldError('batch', 'JSON', text), { cause });
  }
  if (!isRecord(raw)) throw new FieldError('batch', 'an object', raw);
  const batch: Record<string, unknown> = {};
  for (const [part, rows] of Object.entries(raw)) {
    if (!isPart(part)) throw new FieldError('batch', `parts ${Object.keys(PARTS).join(', ')}`, part);
    if (!Array.isArray(rows)) throw new FieldError(part, 'an array', rows);
    const { fields, read } = PARTS[part];
    batch[part] = rows.map((row: unknown, i) => {
      const at = `${part}[${i}]`;
      if (!isRecord(row)) throw new FieldError(at, 'an object', row);
      const unknown = Object.keys(row).find(field => !fields.includes(field));
      if (unknown) throw new FieldError(at, `fields ${fields.join(', ')}`, unknown);
      return read({ at, fields: row });
    });
  }
  return batch as IngestBatch;
}

const isPart = (part: string): part is keyof IngestBatch => Object.hasOwn(PARTS, part);

const readTime = (row: RawRow) => ({ time: numberField(row, 'time', { min: 0, integer: true }) });
const readExchange = (row: RawRow) => ({ exchange: choiceField(row, 'exchange', EXCHANGES) });
const readTrack = (row: RawRow): Track => ({
  symbol: textField(row, 'symbol', { max: 40 }),
  ...readExchange(row),
});
const price = (row: RawRow, name: string) => numberField(row, name, { above: 0 });
const amount = (row: RawRow, name: string) => numberField(row, name, { min: 0 });
const span = (row: RawRow) => ({
  ...readTime(row),
  step: numberField(row, 'step', { above: 0, max: DAY, integer: true }),
});

function readInstrument(row: RawRow): Instrument {
  return {
    ...readTrack(row),
    instrument: textField(row, 'instrument'),
    quote: textField(row, 'quote', { max: 40 }),
    kind: choiceField(row, 'kind', ['linear', 'inverse']),
    contractSize: price(row, 'contractSize'),
  };
}

function readTier(row: RawRow): MarginTier {
  return {
    ...readExchange(row),
    instrument: textField(row, 'instrument'),
    minNotionalUsd: amount(row, 'minNotionalUsd'),
    maintenanceMarginRate: numberField(row, 'maintenanceMarginRate', { min: 0, max: 1 }),
    maxLeverage: price(row, 'maxLeverage'),
    maintenanceDeductionUsd: amount(row, 'maintenanceDeductionUsd'),
  };
}

function readCandle(row: RawRow) {
  const [open, close] = [price(row, 'open'), price(row, 'close')];
  const low = numberField(row, 'low', { above: 0, max: Math.min(open, close) });
  const high = numberField(row, 'high', { min: Math.max(open, close) });
  return {
    ...readTrack(row),
    ...span(row),
    ...{ open, high, low, close },
    volume: amount(row, 'volume'),
    ...optional(row, 'buyVolume', amount),
  };
}

function readLiquidation(row: RawRow): Liquidation {
  return {
    ...readTrack(row),
    ...readTime(row),
    instrument: textField(row, 'instrument'),
    side: choiceField(row, 'side', ['long', 'short']),
    price: price(row, 'price'),
    priceKind: choiceField(row, 'priceKind', ['fill', 'bankruptcy', 'trigger']),
    quantity: price(row, 'quantity'),
    notionalUsd: price(row, 'notionalUsd'),
    id: textField(row, 'id'),
  };
}

function readBar(row: RawRow) {
  return {
    ...readTrack(row),
    ...span(row),
    ...optional(row, 'longUsd', amount),
    ...optional(row, 'shortUsd', amount),
    ...optional(row, 'count', (_, name) => numberField(row, name, { min: 0, integer: true })),
  };
}

function readMinute(row: RawRow): FeedMinute {
  return {
    ...readExchange(row),
    ...readTime(row),
    feed: textField(row, 'feed', { max: 60 }),
    seconds: numberField(row, 'seconds', { min: 0, max: 60 }),
    events: numberField(row, 'events', { min: 0, integer: true }),
    ...optional(row, 'delay', numberField),
    ...optional(row, 'error', (_, name) => textField(row, name)),
    ...optional(row, 'repaired', trueField),
  };
}

function readReject(row: RawRow): TimedReject {
  return {
    source: textField(row, 'source', { max: 60 }),
    ...readTime(row),
    reason: textField(row, 'reason', { max: 1_000 }),
    payload: textField(row, 'payload', { max: 10_000 }),
  };
}
