import { parseArgs } from 'node:util';

export const USAGE = `usage: npm start [-- <options>]

Runs the whole product on this machine: database, Worker, cron, page.

  (no option)           live exchanges where one answers, else the simulated market
  --live                live exchanges only
  --simulate            the simulated market
  --replay <csv>…       recorded markets; file names as "npm run import -- --help" tells
  --port <number>       default 8787
  --state <folder>      where the databases are kept (default .wrangler); each way to start has its own
  --help                this text

The variables SYMBOLS and EXCHANGES (names separated by commas) narrow what is followed live.
Prints "ready http://…" when the first heatmap is served. Ctrl-C ends everything it started.
`;

export type StartMode = 'auto' | 'live' | 'simulate' | 'replay' | 'help';
export type StartArguments = { mode: StartMode; port: number; state: string | undefined; files: string[] };

/** Throws what was expected and what came. */
export function readStartArguments(args: string[]): StartArguments {
  const { values, positionals: files } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      live: { type: 'boolean' },
      simulate: { type: 'boolean' },
      replay: { type: 'boolean' },
      help: { type: 'boolean' },
      port: { type: 'string', default: '8787' },
      state: { type: 'string' },
    },
  });
  const modes = (['live', 'simulate', 'replay'] as const).filter(mode => values[mode]);
  if (modes.length > 1)
    throw new Error(`expected one of --live, --simulate, --replay, got --${modes.join(' and --')}`);
  const mode: StartMode = values.help ? 'help' : (modes[0] ?? 'auto');
  if (mode === 'replay' && files.length === 0) throw new Error('--replay: expected csv files, got none');
  if (mode !== 'replay' && files.length > 0) {
    throw new Error(`expected no file without --replay, got ${files.join(' ')}`);
  }
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`--port: expected a number from 1 to 65535, got "${values.port}"`);
  }
  return { mode, port, state: values.state, files };
}
