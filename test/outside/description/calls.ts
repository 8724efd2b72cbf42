import { type DescribedParameter, examplesOf, type Route } from '../requests/description.ts';

/** One call of a function of the generated client, as TypeScript, and what has to come. */
export type Call = { path: string; code: string; status: 200 | 404 };

/** Values that the product has something for, by the name of the parameter. */
export type Values = Readonly<Record<string, readonly unknown[]>>;

const NOBODY = 'NOBODYTRADESTHIS';

/**
 * Calls each route with what it requires, then with each value of each other parameter, and where it takes a symbol with
 * one that is not there.
 */
export function callsOf(
  routes: readonly Route[],
  functions: ReadonlyMap<string, string>,
  known: Values,
): Call[] {
  return routes.flatMap(({ path, parameters }) => {
    const name = functions.get(path);
    if (name === undefined) return [];
    const call = (
      status: Call['status'],
      pairs: readonly (readonly [DescribedParameter, unknown])[],
    ): Call => ({
      path,
      status,
      code: `sdk.${name}({ client${partOf('path', pairs)}${partOf('query', pairs)} })`,
    });
    const required = parameters.filter(parameter => parameter.required);
    const bare = required.map(parameter => [parameter, valuesOf(parameter, known)[0]] as const);
    const varied = parameters.flatMap(parameter => {
      const others = bare.filter(([other]) => other !== parameter);
      return valuesOf(parameter, known).map(value => call(200, [...others, [parameter, value]]));
    });
    const symbol = required.find(({ name: given }) => given === 'symbol');
    const absent = bare.map(
      ([parameter, value]) => [parameter, parameter === symbol ? NOBODY : value] as const,
    );
    return [call(200, bare), ...varied, ...(symbol ? [call(404, absent)] : [])];
  });
}

/** What is there, else each word the schema allows, else the examples; one example where that is a list. */
function valuesOf(parameter: DescribedParameter, known: Values): readonly unknown[] {
  const { name, schema } = parameter;
  return known[name] ?? schema.enum ?? schema.items?.enum?.map(word => [word]) ?? examplesOf(parameter);
}

function partOf(place: 'path' | 'query', pairs: readonly (readonly [DescribedParameter, unknown])[]): string {
  const here = pairs
    .filter(([parameter]) => parameter.in === place)
    .map(([{ name }, value]) => [name, value]);
  return here.length > 0 ? `, ${place}: ${JSON.stringify(Object.fromEntries(here))}` : '';
}

/** The module that has the calls, to lie beside the generated client. */
export const callsModule = (
  baseUrl: string,
  calls: readonly Call[],
): string => `import { createClient, createConfig } from './client';
import * as sdk from './sdk.gen';
const client = createClient(createConfig({ baseUrl: ${JSON.stringify(baseUrl)} }));
export const calls = [
${calls.map(({ code }) => `  () => ${code},`).join('\n')}
];
`;
/** Lines of that module before its first call. */
export const LINES_BEFORE_CALLS = 4;
