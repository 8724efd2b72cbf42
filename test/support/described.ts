import { problem } from '../../schema/answer/problem.ts';
import { faultOf, faultText } from '../../schema/fault.ts';
import type { Shape } from '../../schema/shape.ts';
import { endpoints } from '../../workers/api/endpoints.ts';

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/**
 * Holds an answer of the API, whole and deep, against what is described of its path: its content type, each field of its
 * JSON, and none besides. Throws what is not as it is described; an answer without a body says nothing.
 */
export async function checkDescribed(path: string, answer: Response): Promise<void> {
  const type = answer.headers.get('Content-Type')?.split(';')[0];
  const { pathname } = new URL(path, 'https://asked.test');
  if (answer.body === null || type === undefined) return;
  if (type === PROBLEM_TYPE) return check(path, [problem], await answer.json());
  const endpoint = endpoints.find(({ path: own }) =>
    new RegExp(`^${own.replace(/\{\w+\}/g, '.+')}$`).test(pathname),
  );
  if (!endpoint || answer.status !== 200) return;
  const shapes = endpoint.answers[type];
  if (shapes === undefined)
    throw new Error(`${path}: ${type} is not described: add it to the answers of ${endpoint.path}`);
  if (type === JSON_TYPE && typeof shapes === 'object')
    check(path, Object.values(shapes), await answer.json());
}

function check(path: string, shapes: readonly Shape<unknown>[], value: unknown): void {
  const faults = shapes.map(shape => faultOf(shape, value));
  if (faults.some(fault => fault === undefined)) return;
  const told = faults.map(fault => fault && faultText(fault)).join('; or ');
  throw new Error(`${path}: the answer is not what its shape in schema/answer/ describes: ${told}`);
}
