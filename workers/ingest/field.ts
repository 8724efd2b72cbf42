/** A row of a batch as it came, with the place it stands at, for errors: `candles[3]`. */
export type RawRow = { at: string; fields: Record<string, unknown> };

/** A batch that is not what it should be: which field, what was expected, what came. */
export class FieldError extends Error {
  override name = 'FieldError';
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  constructor(field: string, expected: string, value: unknown) {
    const got = shown(value);
    super(`${field}: expected ${expected}, got ${got}`);
    this.field = field;
    this.expected = expected;
    this.got = got;
  }
}

type NumberRule = { min?: number; above?: number; integer?: true; max?: number };

export function numberField({ at, fields }: RawRow, name: string, rule: NumberRule = {}): number {
  const value = fields[name];
  const { min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY, max = Number.MAX_VALUE } = rule;
  const fits = typeof value === 'number' && value >= min && value > above && value <= max;
  if (!fits || (rule.integer && !Number.isSafeInteger(value)))
    throw new FieldError(`${at}.${name}`, describe(rule), value);
  return value as number;
}

export function textField({ at, fields }: RawRow, name: string, { max = 300 } = {}): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length === 0 || value.length > max)
    throw new FieldError(`${at}.${name}`, `a text of 1 to ${max} characters`, value);
  return value;
}

export function choiceField<Choice extends string>(
  { at, fields }: RawRow,
  name: string,
  choices: readonly Choice[],
): Choice {
  const value = fields[name];
  const choice = choices.find(one => one === value);
  if (choice === undefined) throw new FieldError(`${at}.${name}`, `one of ${choices.join(', ')}`, value);
  return choice;
}

export function trueField({ at, fields }: RawRow, name: string): true {
  if (fields[name] !== true) throw new FieldError(`${at}.${name}`, 'true or nothing', fields[name]);
  return true;
}

/** `{ [name]: value }` where the field is there, `{}` where it is absent or null. */
export function optional<Name extends string, Value>(
  row: RawRow,
  name: Name,
  read: (row: RawRow, name: Name) => Value,
): { [Key in Name]?: Value } {
  const value = row.fields[name];
  if (value === undefined || value === null) return {};
  return { [name]: read(row, name) } as { [Key in Name]: Value };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function describe({ min, above, max, integer }: NumberRule): string {
  const bounds = [
    above !== undefined && `above ${above}`,
    min !== undefined && `of at least ${min}`,
    max !== undefined && `of at most ${max}`,
  ].filter(Boolean);
  return [integer ? 'an integer' : 'a number', bounds.join(' and ')].filter(Boolean).join(' ');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
