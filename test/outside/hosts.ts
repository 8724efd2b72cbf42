/** Every cacheable answer is the same under any name that the product is asked by: a cache knows one address only. */
import { check, fillWithRecording, inFolder, type Judge, withWorker } from './harness.ts';
import { difference, isCacheable, OTHER_NAMES, STRANGER, textOf } from './hosts/same-answer.ts';
import { knownUrls } from './known-urls.ts';
import type { Answered } from './requests/asked.ts';
import { curl } from './requests/curl.ts';
import { createSender } from './requests/send.ts';

const OF_EACH = 8;
const PUBLIC_ORIGIN = 'https://heatmap.example';

export const judge: Judge = ({ seed }) =>
  inFolder(async state => {
    await fillWithRecording(state);
    const serve = (variables: Record<string, string>) =>
      withWorker({ state, mode: 'replay', variables }, ({ url }) => judgeNames(url, seed, variables));
    return [...(await serve({})), ...(await serve({ PUBLIC_ORIGIN }))];
  });

async function judgeNames(url: string, seed: number, variables: Record<string, string>) {
  const sender = createSender(url, 2);
  const paths = [
    ...(await knownUrls(url, seed, OF_EACH)),
    ...['/v1/heatmap?symbol=NOPE', '/v1/nothing', '/nothing', '/embed/NOPE'],
  ];
  const what = variables.PUBLIC_ORIGIN === undefined ? 'no origin set' : `origin ${variables.PUBLIC_ORIGIN}`;
  const same = { what: `${what}: same under any name`, tried: 0, failures: [] as Told[], note: '' };
  const silent = { what: `${what}: nobody's name in it`, tried: 0, failures: [] as Told[] };
  let cacheable = 0;
  try {
    for (const [i, path] of paths.entries()) {
      // By turns a stranger asks first, whose answer might be kept for others.
      const asks = i % 2 === 0 ? [[], ...OTHER_NAMES] : [...OTHER_NAMES, []];
      const answers: { headers: readonly (readonly [string, string])[]; answer: Answered }[] = [];
      for (const headers of asks) answers.push({ headers, answer: await sender.send(asked(path, headers)) });
      const plain = answers.find(({ headers }) => headers.length === 0)?.answer as Answered;
      if (isCacheable(plain)) cacheable++;
      for (const { headers, answer } of answers) {
        if (!isCacheable(answer) && !isCacheable(plain)) continue;
        const reproduce = curl(url, asked(path, headers));
        same.tried++;
        const differing = difference(plain, answer);
        if (differing) same.failures.push({ told: `${path} differs in ${differing}`, reproduce });
        silent.tried++;
        const named = namesIn(answer, url, variables.PUBLIC_ORIGIN);
        if (named) silent.failures.push({ told: `${path} says ${named}`, reproduce });
      }
    }
  } finally {
    sender.close();
  }
  same.note = `${cacheable} of ${paths.length} answers are cacheable`;
  return [
    same,
    silent,
    check(`${what}: most is cacheable`, cacheable > paths.length / 2, same.note, 'curl -i <any of them>'),
  ].map(one => ({ ...one, failures: firstOfEach(one.failures) }));
}

type Told = { told: string; reproduce: string };

/** One of each route is enough. */
const firstOfEach = (failures: readonly Told[]): Told[] => [
  ...new Map(failures.toReversed().map(one => [/^[^?. ]*/.exec(one.told)?.[0], one])).values(),
];

const asked = (path: string, headers: readonly (readonly [string, string])[]) => ({
  kind: 'valid' as const,
  method: 'GET',
  path,
  query: [],
  headers,
});

/** A name that the product was asked by and that stands in an answer to all. */
function namesIn(answer: Answered, url: string, origin: string | undefined): string | undefined {
  const text = textOf(answer);
  const names = [STRANGER, new URL(url).host].filter(name => origin === undefined || !origin.endsWith(name));
  return names.find(name => text.includes(name));
}
