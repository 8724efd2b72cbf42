/** `npm run outside -- <name>`: holds the product against judges that were not written with it. */
import { readdirSync } from 'node:fs';
import { type Check, type Judge, readJudgeArguments, report, USAGE } from './harness.ts';

const PARTS = ['outside.ts', 'harness.ts', 'known-urls.ts'];
const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !PARTS.includes(file))
  .map(file => file.replace('.ts', ''));

let given: ReturnType<typeof readJudgeArguments>;
try {
  given = readJudgeArguments(process.argv.slice(2));
  const unknown = given.names.filter(name => !names.includes(name));
  if (unknown.length > 0 || given.names.length === 0)
    throw new Error(`expected ${names.join(', ')}, got ${unknown.join(', ') || 'nothing'}`);
} catch (error) {
  console.error(`outside: ${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exit(2);
}

let failed = 0;
for (const name of given.names) {
  console.log(`outside: ${name}, seed ${given.seed}`);
  const { judge } = (await import(`./${name}.ts`)) as { judge: Judge };
  const checks = await judge(given).catch((error: unknown) => [unjudged(error)]);
  console.log(report(checks));
  failed += checks.filter(({ failures }) => failures.length > 0).length;
}
console.log(failed === 0 ? 'outside: all holds' : `outside: ${failed} of the checks failed`);
process.exit(failed === 0 ? 0 : 1);

/** A judge that could not do its work has not found that all holds. */
function unjudged(error: unknown): Check {
  const told =
    error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1] ?? ''}` : String(error);
  return { what: 'could not be judged', tried: 0, failures: [{ told, reproduce: '' }] };
}
