import type * as v from 'valibot';
import { type Fault, read } from '../../schema/fault.ts';
import {
  accountRatioFields,
  candleFields,
  feedMinuteFields,
  instrumentFields,
  liquidationBarFields,
  liquidationFields,
  marginTierFields,
  openInterestFields,
  timedRejectFields,
  trackFields,
} from '../../schema/market.ts';
import { candleFault, marginTierFault } from '../../schema/plausible.ts';
import { record } from '../../schema/shape.ts';
import type { BatchRow, IngestBatch } from './batch.ts';
import { FieldError } from './field.ts';

type Part = keyof IngestBatch;

type Fields = Readonly<Record<string, unknown>>;
/** How the rows of a part are read: throws a `FieldError` for the first field that is not what it should be. */
type Reader<Row> = { fields: readonly string[]; read: (part: Part, row: Fields) => Row };

/** Rows of these fields, which beside each other are what `crossFault` says. Null stands for absent, as JSON may write it. */
function rowsOf<const Fields extends v.ObjectEntries>(
  fields: Fields,
  crossFault: (row: Row<Fields>) => Fault | undefined = () => undefined,
): Reader<Row<Fields>> {
  const shape = record(fields);
  return {
    fields: Object.keys(fields),
    read(part, row) {
      const given = Object.entries(fields).flatMap(([name, field]) =>
        field.type === 'exact_optional' && (row[name] ?? null) === null ? [] : [[name, row[name]]],
      );
      const reading = read(shape, Object.fromEntries(given));
      const fault = 'fault' in reading ? reading.fault : crossFault(reading.value);
      if (fault) throw new FieldError({ ...fault, field: `${part}.${fault.field}` });
      return (reading as { value: Row<Fields> }).value;
    },
  };
}
type Row<Fields extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Fields, string>>;

const PARTS: { [Name in Part]-?: Reader<BatchRow<Name>> } = {
  instruments: rowsOf(instrumentFields),
  marginTiers: rowsOf(marginTierFields, marginTierFault),
  candles: rowsOf({ ...trackFields, ...candleFields }, candleFault),
  openInterest: rowsOf({ ...trackFields, ...openInterestFields }),
  accountRatios: rowsOf({ ...trackFields, ...accountRatioFields }),
  liquidations: rowsOf(liquidationFields),
  secondHand: rowsOf(liquidationFields),
  liquidationBars: rowsOf({ ...trackFields, ...liquidationBarFields }),
  coverage: rowsOf(feedMinuteFields),
  rejects: rowsOf(timedRejectFields),
};

export const PART_NAMES = Object.keys(PARTS) as readonly Part[];
export const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);
export const fieldsOf = (part: Part): readonly string[] => PARTS[part].fields;

/** A row of a part, of its own fields alone; throws a `FieldError` for the first that is not what it should be. */
export const readRow = <Name extends Part>(part: Name, row: Fields): BatchRow<Name> =>
  PARTS[part].read(part, row);
