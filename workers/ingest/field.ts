import { type Fault, faultText, shown } from '../../schema/fault.ts';

/** Something in a batch that is not what it should be: which field, what was expected, what came. */
export class FieldError extends Error {
  override name = 'FieldError';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(faultText(fault));
    this.fault = fault;
  }
}

/** The error of a value that is not what was expected. */
export const unexpected = (field: string, expected: string, value: unknown): FieldError =>
  new FieldError({ field, expected, got: shown(value) });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
