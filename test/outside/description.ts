/** Linters, a generator of clients and a validator read `/openapi.json`; what comes is what it says. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRecording } from '../support/write-recording.ts';
import { judgeAnswers } from './description/answers.ts';
import { lint } from './description/lint.ts';
import { type Check, inFolder, installPackages, type Judge, withProduct } from './harness.ts';

const PACKAGES = [
  '@redocly/cli@2.77.0',
  '@stoplight/spectral-cli@6.16.3',
  '@hey-api/openapi-ts@0.99.0',
  'typescript@6.0.3',
  '@types/node@24.19.2',
  'ajv@8.20.0',
  'ajv-formats@3.0.1',
];

export const judge: Judge = ({ url: given, replay }) =>
  inFolder(async folder => {
    const tools = join(folder, 'tools');
    await installPackages(tools, PACKAGES);
    if (given !== undefined)
      return [...(await judgeText(tools, given)), ...(await judgeAnswers(tools, given, given))];
    const files = replay.length > 0 ? replay : [(await writeRecording(folder)).file];
    const replayed = await withProduct(['--replay', ...files, '--state', folder], async url => [
      ...(await judgeText(tools, url)),
      ...(await judgeAnswers(tools, 'replay', url)),
    ]);
    const simulated = await withProduct(['--simulate', '--state', folder], url =>
      judgeAnswers(tools, 'simulated', url),
    );
    return [...replayed, ...simulated];
  });

/** The description is fetched as it is served, and read by those who have never seen the product. */
async function judgeText(tools: string, url: string): Promise<Check[]> {
  const text = await (await fetch(`${url}/openapi.json`)).text();
  await writeFile(join(tools, 'openapi.json'), text);
  return lint(tools, 'openapi.json');
}
