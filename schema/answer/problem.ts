import { optional, record, type TypeOf, text, whole } from '../shape.ts';

export const problem = record(
  {
    type: text('`about:blank`: the status says which.'),
    title: text('The status in words.'),
    status: whole('The status of the answer.'),
    detail: text('What was asked, what was expected and what came.'),
    parameter: optional(text('The parameter it is about.')),
    expected: optional(text('What it may be.')),
    got: optional(text('What came; absent where nothing did.')),
  },
  'RFC 9457: what was asked, what was expected and what came.',
  'Problem',
);
export type Problem = TypeOf<typeof problem>;
