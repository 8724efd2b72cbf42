import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, run } from '../harness.ts';

/** Spectral counts from 0, an error, up; 2 and 3 are hints. */
const SPECTRAL_WARNING = 1;

type RedoclyProblem = { ruleId: string; message: string; location: { pointer?: string }[] };
type SpectralProblem = { code: string; message: string; severity: number; path: (string | number)[] };

/** What two linters of descriptions say of a file in their folder: every error and every warning is a failure. */
export async function lint(folder: string, file: string): Promise<Check[]> {
  const redocly = await said(folder, 'redocly', [
    ...['lint', file, '--extends', 'recommended-strict', '--format', 'json', '--max-problems', '1000'],
  ]);
  const { problems } = JSON.parse(redocly) as { problems: RedoclyProblem[] };
  await writeFile(join(folder, 'spectral.json'), JSON.stringify({ extends: ['spectral:oas'] }));
  const spectral = await said(folder, 'spectral', [
    ...['lint', file, '--ruleset', 'spectral.json', '--format', 'json', '--quiet'],
  ]);
  const serious = (JSON.parse(spectral) as SpectralProblem[]).filter(
    ({ severity }) => severity <= SPECTRAL_WARNING,
  );
  return [
    checkOf(
      'redocly: recommended-strict',
      problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`),
    ),
    checkOf(
      'spectral: oas',
      serious.map(({ code, path, message }) => `${code} at ${path.join(' > ')}: ${message}`),
    ),
  ];
}

const checkOf = (what: string, found: string[]): Check => ({
  what,
  tried: 1,
  failures: found.map(told => ({ told, reproduce: '/openapi.json' })),
});

/** What a linter prints, which ends with a mistake where it finds one. */
async function said(folder: string, name: string, args: readonly string[]): Promise<string> {
  try {
    return await run(process.execPath, [join(folder, 'node_modules/.bin', name), ...args], {
      cwd: folder,
      env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout;
  }
}
