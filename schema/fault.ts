import * as v from 'valibot';
import { cutNote } from './cut-note.ts';
import type { Shape } from './shape.ts';

/** What is wrong with a value: the field, what it should have been, and what came. */
export type Fault = { field: string; expected: string; got: string };

/** As every border writes it: `close: expected at most 101 (the high), got 101.5`. */
export const faultText = ({ field, expected, got }: Fault): string =>
  `${field}: expected ${expected}, got ${got}`;

/** A value as its shape reads it, or the first thing that is wrong with it; `field` is '' for the value itself. */
export function read<T>(shape: Shape<T>, value: unknown): { value: T } | { fault: Fault } {
  const { issues, output } = v.safeParse(shape, value, { abortEarly: true });
  if (!issues) return { value: output };
  const [{ path, expected, message, input }] = issues;
  const last = path?.at(-1);
  const ofKey = last?.origin === 'key';
  return {
    fault: {
      field: path?.map(({ key }) => String(key)).join('.') ?? '',
      expected: ofKey ? (expected === 'never' ? 'no such field' : 'it to be there') : message,
      got: shown(ofKey ? last.value : input),
    },
  };
}

/** What `read` finds wrong with a value, or undefined where it is what its shape says. */
export function faultOf<T>(shape: Shape<T>, value: unknown): Fault | undefined {
  const reading = read(shape, value);
  return 'fault' in reading ? reading.fault : undefined;
}

/** As JSON has it, but for numbers that it has no word for. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return cutNote(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)), 100);
}
