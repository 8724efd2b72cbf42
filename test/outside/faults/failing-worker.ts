import './moved-clock.ts';
import type { Env } from '../../../workers/env.ts';
import worker from '../../../workers/index.ts';
import { createRandom } from '../../../workers/local/market/random.ts';
import { failingDatabase } from './failing-database.ts';
import { moveClock } from './moved-clock.ts';

export * from '../../../workers/index.ts';

/** Where the judge says how much fails, and how late it is. */
const CONTROL = '/outside/faults';

let share = 0;
let random = createRandom(1, 1);

/** The Worker over a database that fails, and with a clock that can be moved. */
export default {
  ...worker,
  fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== CONTROL) {
      const DB = failingDatabase(env.DB, () => random.uniform() < share);
      return worker.fetch(request, { ...env, DB }, context);
    }
    share = Number(searchParams.get('share'));
    random = createRandom(Number(searchParams.get('seed')), 1);
    moveClock(Number(searchParams.get('ahead')));
    return new Response('so be it');
  },
} satisfies ExportedHandler<Env>;
