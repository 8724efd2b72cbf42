import type { Bar } from '../../simulator/venue.ts';

/** Bars that no market has; each venue tells one of them. */
export const POISONED_BARS: Readonly<Record<string, (bar: Bar) => Partial<Bar>>> = {
  'a close a little above its high': ({ high }) => ({ close: (Number(high) * 1.0001).toFixed(2) }),
  'an open of 0': () => ({ open: '0' }),
  'a low of 0': () => ({ low: '0' }),
  'a volume below 0': () => ({ volume: -5 }),
  'more coins than there are': () => ({ volume: 1e30 }),
  'a high in another unit': ({ high }) => ({ high: `${Math.round(Number(high) * 100_000)}` }),
  'a close that is no number': () => ({ close: 'NaN' }),
  'a low above its high': ({ high }) => ({ low: (Number(high) * 1.01).toFixed(2) }),
};

type Json = unknown;
type JsonObject = Record<string, Json>;
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRow = (value: Json): boolean => isObject(value) || Array.isArray(value);

/** The longest list of rows in an answer, or the object whose every value is one: where its rows are told. */
function rowsIn(answer: Json): Json[] | JsonObject | undefined {
  if (Array.isArray(answer)) {
    const inner = answer.filter(isObject).flatMap(row => rowsIn(row) ?? []);
    if (answer.length > 0 && answer.every(isRow)) return answer;
    return inner.length > 0 ? inner : undefined;
  }
  if (!isObject(answer)) return undefined;
  const values = Object.values(answer);
  // Rows by their names, unless they are parts of the answer that hold rows themselves.
  const isTable = values.length > 0 && values.every(isObject) && !values.every(value => rowsIn(value));
  if (isTable) return answer;
  return values
    .map(rowsIn)
    .filter(found => found !== undefined)
    .sort((a, b) => sizeOf(b) - sizeOf(a))[0];
}

const sizeOf = (rows: Json[] | JsonObject): number => Object.keys(rows).length;

/** Rows among which one may be odd without the answer being something else. */
const COMPANY = 3;

/** Changes an answer in place: a row that is none among its rows. Says whether it has rows enough. */
export function addJunk(answer: Json): boolean {
  const rows = rowsIn(answer);
  if (!rows || sizeOf(rows) < COMPANY) return false;
  if (Array.isArray(rows)) rows.splice(Math.floor(rows.length / 2), 0, null);
  else rows['JUNK-USD'] = null;
  return true;
}

/** Changes an answer in place: the numbers of its first row, and of what that holds, below 0. Says whether it had any. */
export function spoilRow(answer: Json): boolean {
  const rows = rowsIn(answer);
  const [row] = rows ? Object.values(rows).filter(isObject) : [];
  return row !== undefined && spoil(row);
}

/** Changes an answer in place: a contract of a coin nobody knows, like the first but with its numbers below 0. */
export function addSpoiledContract(answer: Json): boolean {
  const rows = rowsIn(answer);
  const [name, row] = rows ? (Object.entries(rows).find(([, one]) => isObject(one)) ?? []) : [];
  if (!rows || name === undefined) return false;
  const text = JSON.stringify({ name, row }).replaceAll(/BTC|XBT/g, 'QQQ');
  const copy = JSON.parse(text) as { name: string; row: JsonObject };
  if (!spoil(copy.row)) return false;
  if (Array.isArray(rows)) rows.push(copy.row);
  else rows[copy.name] = copy.row;
  return true;
}

function spoil(row: JsonObject): boolean {
  let spoiled = false;
  for (const [name, value] of Object.entries(row)) {
    if (isObject(value)) spoiled = spoil(value) || spoiled;
    if (Array.isArray(value))
      for (const inner of value) if (isObject(inner)) spoiled = spoil(inner) || spoiled;
    if (!isNumeric(value) || Number(value) === 0) continue;
    row[name] = typeof value === 'number' ? -Math.abs(value) : `-${value}`;
    spoiled = true;
  }
  return spoiled;
}

const isNumeric = (value: Json): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
