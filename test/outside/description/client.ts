import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../harness.ts';
import { type Call, callsModule, LINES_BEFORE_CALLS } from './calls.ts';

/** What a function of the generated client gives. */
export type Answer = { data?: unknown; error?: unknown; response?: Response };

/** Has a client of the description at a URL generated; gives its functions' names by the paths they ask. */
export async function generateClient(folder: string, url: string): Promise<Map<string, string>> {
  const output = join(folder, 'client');
  const program = join(folder, 'node_modules/.bin/openapi-ts');
  const options = ['-i', url, '-o', output, '-c', '@hey-api/client-fetch', '--silent', '--no-log-file'];
  await run(process.execPath, [program, ...options], { cwd: folder });
  const code = await readFile(join(output, 'sdk.gen.ts'), 'utf8');
  const functions = code.matchAll(/^export const (\w+) = .*\burl: '([^']+)'/gm);
  return new Map([...functions].map(([, name, path]) => [path as string, name as string]));
}

/** What a strict compiler says of the client and the calls, each with the line of code where that is a call. */
export async function compileCalls(folder: string, url: string, calls: readonly Call[]) {
  await writeFile(join(folder, 'client/calls.ts'), callsModule(url, calls));
  const options = [
    ...['--strict', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'],
    // As generated, imports have no extension, which Node follows in CommonJS only.
    ...['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
    ...['--types', 'node', '--outDir', 'built'],
  ];
  const compiler = join(folder, 'node_modules/typescript/bin/tsc');
  const said = await run(process.execPath, [compiler, ...options, 'client/calls.ts'], { cwd: folder }).catch(
    (error: { stdout?: string }) => error.stdout ?? String(error),
  );
  return said.split('\n').flatMap(told => {
    if (!/error TS/.test(told)) return [];
    const [, line] = /^client\/calls\.ts\((\d+)/.exec(told) ?? [];
    return { told, code: calls[Number(line) - 1 - LINES_BEFORE_CALLS]?.code ?? '' };
  });
}

/** The calls as compiled. */
export function loadCalls(folder: string): (() => Promise<Answer>)[] {
  const file = join(folder, 'built/calls.js');
  const require = createRequire(file);
  delete require.cache[file];
  return require(file).calls;
}
