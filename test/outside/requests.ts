/** 20,000 generated requests, half of them malicious, on the simulated market and on a replay. */
import fc from 'fast-check';
import { writeRecording } from '../support/write-recording.ts';
import { type Check, inFolder, type Judge, withProduct } from './harness.ts';
import { readKnown } from './known-urls.ts';
import { type Answered, type Asked, targetOf } from './requests/asked.ts';
import { curl } from './requests/curl.ts';
import type { Route } from './requests/description.ts';
import { type Fault, faultsOf } from './requests/faults-of.ts';
import { asHead, headFaults } from './requests/head-faults.ts';
import { maliciousRequests } from './requests/malicious-requests.ts';
import { minimise } from './requests/minimise.ts';
import { PLATFORM_REQUESTS, platformTrait } from './requests/platform.ts';
import { createSender, type Sender } from './requests/send.ts';
import { type Known, validRequests } from './requests/valid-requests.ts';

/** Requests in all; each market gets half, and of those half are malicious. */
const COUNT = 20_000;
/** On their way at once: more would measure the machine, not the product. */
const CONNECTIONS = 6;
/** Every so many a GET is asked again with HEAD. */
const HEAD_EVERY = 10;
/** Mistakes of a market that are made small and shown; the others are counted. */
const MOST_SHOWN = 25;

export const judge: Judge = async ({ seed, count = COUNT, url, replay }) => {
  if (url !== undefined) return judgeProduct(url, url, seed, count);
  return inFolder(async folder => {
    const files = replay.length > 0 ? replay : [(await writeRecording(folder)).file];
    const replayed = await withProduct(['--replay', ...files, '--state', folder], address =>
      judgeProduct('replay', address, seed, count / 2),
    );
    const simulated = await withProduct(['--simulate', '--state', folder], address =>
      judgeProduct('simulated', address, seed + 1, count / 2),
    );
    return [...replayed, ...simulated];
  });
};

type Found = { asked: Asked; fault: Fault };
/** What came of one kind of request. */
type Tally = { statuses: Map<number, number>; found: Found[]; platform: Map<string, number> };

async function judgeProduct(name: string, url: string, seed: number, count: number): Promise<Check[]> {
  const { routes, known } = await readKnown(url);
  const sender = createSender(url, CONNECTIONS);
  try {
    const valid = await ask(sender, generated(validRequests, routes, known, seed, count / 2));
    const malicious = await ask(sender, [
      ...generated(maliciousRequests, routes, known, seed, count / 2),
      ...PLATFORM_REQUESTS,
    ]);
    return [
      await checkOf(`${name}: valid`, valid, sender, url, count / 2),
      unanswered(name, routes, valid),
      await checkOf(`${name}: malicious`, malicious, sender, url, count / 2),
      ...[...malicious.platform].map(([trait, times]) => ({
        what: `${name}: answered before the Worker`,
        tried: times,
        failures: [],
        note: trait,
      })),
    ];
  } finally {
    sender.close();
  }
}

const generated = (
  requests: (routes: readonly Route[], known: Known) => fc.Arbitrary<Asked>,
  routes: readonly Route[],
  known: Known,
  seed: number,
  count: number,
): Asked[] => fc.sample(requests(routes, known), { seed, numRuns: Math.ceil(count) });

type Answers = Tally & { answered: Set<string> };

async function ask(sender: Sender, requests: readonly Asked[]): Promise<Answers> {
  const tally: Answers = { statuses: new Map(), found: [], platform: new Map(), answered: new Set() };
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let i = next++; i < requests.length; i = next++) {
        const asked = requests[i] as Asked;
        const { answer, faults, trait } = await look(sender, asked, i % HEAD_EVERY === 0);
        if (answer) tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
        if (answer?.status === 200 && asked.operation !== undefined) tally.answered.add(asked.operation);
        if (trait !== undefined) tally.platform.set(trait, (tally.platform.get(trait) ?? 0) + 1);
        tally.found.push(...faults.map(fault => ({ asked, fault })));
      }
    }),
  );
  return tally;
}

/** Asks once, and with HEAD where told to, and says what is wrong. */
async function look(
  sender: Sender,
  asked: Asked,
  withHead: boolean,
): Promise<{ answer?: Answered; faults: Fault[]; trait?: string | undefined }> {
  try {
    const answer = await sender.send(asked);
    const trait = platformTrait(asked, answer);
    if (trait !== undefined) return { answer, faults: [], trait };
    const faults = faultsOf(asked, answer);
    if (withHead && asked.method === 'GET' && faults.length === 0)
      faults.push(...(await differences(sender, asked)));
    return { answer, faults };
  } catch (error) {
    return { faults: [{ kind: 'no answer', told: String(error) }] };
  }
}

/** In what HEAD differs from GET; asked twice, since a new answer may come between the two. */
async function differences(sender: Sender, asked: Asked): Promise<Fault[]> {
  const once = async () => headFaults(await sender.send(asked), await sender.send(asHead(asked)));
  const faults = await once();
  return faults.length === 0 ? [] : once();
}

/** One failure a mistake and route, made small. */
async function checkOf(
  what: string,
  { found, statuses }: Answers,
  sender: Sender,
  url: string,
  tried: number,
): Promise<Check> {
  const kinds = Map.groupBy(
    found,
    ({ asked, fault }) => `${fault.kind} ${fault.told.slice(0, 3)} ${placeOf(asked)}`,
  );
  const failures: Check['failures'] = [];
  for (const same of [...kinds.values()].slice(0, MOST_SHOWN)) {
    const smallest = same.toSorted((a, b) => sizeOf(a.asked) - sizeOf(b.asked))[0] as Found;
    const { kind } = smallest.fault;
    const faultAgain = async (asked: Asked) =>
      (await look(sender, asked, kind.startsWith('HEAD'))).faults.find(fault => fault.kind === kind);
    const asked = await minimise(smallest.asked, async smaller => (await faultAgain(smaller)) !== undefined);
    const again = await faultAgain(asked);
    failures.push({
      told: `${kind}, ${same.length} times: ${(again ?? smallest.fault).told}${again ? '' : ' (not seen again)'}`,
      reproduce: curl(url, asked),
    });
  }
  if (kinds.size > MOST_SHOWN)
    failures.push({ told: `and ${kinds.size - MOST_SHOWN} more kinds of mistakes`, reproduce: '' });
  const note = [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${status}: ${times}`)
    .join(', ');
  return { what, tried, failures, note };
}

const sizeOf = (asked: Asked): number =>
  targetOf(asked).length + JSON.stringify(asked.headers).length + (asked.body?.length ?? 0);

/** Where a mistake is counted as the same: the route, or the part of the site that it looks like. */
function placeOf({ operation, path, kind, method }: Asked): string {
  if (kind === 'valid') return operation ?? path;
  const [part = 'other'] = /^\/(v1|embed|docs|openapi|ingest)(?![^/.])|^\/$/.exec(path) ?? [];
  return `${part} ${['GET', 'HEAD'].includes(method) ? '' : 'otherwise'}`;
}

/** A route that never answered was not tried. */
function unanswered(name: string, routes: readonly Route[], { answered }: Answers): Check {
  const silent = routes.filter(({ path }) => !answered.has(path));
  return {
    what: `${name}: every route answered 200`,
    tried: routes.length,
    failures: silent.map(({ path }) => ({
      told: `${path} never did`,
      reproduce: `npm run outside -- requests`,
    })),
  };
}
