import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { VENUES } from '../../schema/exchange.ts';
import { liquidationFields } from '../../schema/market.ts';
import type { Context, Reading } from '../exchange/adapter.ts';
import { frameText } from '../exchange/frame.ts';
import { adapterOf } from '../exchange/index.ts';
import { messageOf } from '../ingest/message-of.ts';
import { readCommand } from './read-command.ts';

/**
 * `npm run parse -- <exchange> <rest|ws> <file|->`: one message as its adapter reads it, a JSON line per
 * event. Exit 0 where the message was read, events or none; 1 where it, or a row of it, could not be; 2 for
 * wrong usage.
 */
const HELP = `usage: npm run parse -- <exchange> <rest|ws> <file|-> [options]

Reads one message of an exchange, prints a JSON line per liquidation.

  <exchange>           ${VENUES.join(', ')}
  <rest|ws>            how the message came
  <file|->             the message as sent, plain or gzip; - reads standard input
  --contract-size N    what one contract is worth, as the venue's instrument list says
  --instrument NAME    the instrument that was asked for, where the answer does not repeat it
  --help               this text

exit: 0 read, 1 something could not be read (standard error says what), 2 wrong usage
`;

/** All that is known of an event, in this order. */
const FIELDS = Object.keys(liquidationFields);

type Usage = { exchange: string; transport: 'rest' | 'ws'; file: string; context: Context };

function usageOf(args: string[]): Usage | 'help' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'contract-size': { type: 'string' },
      instrument: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [exchange, transport, file, ...more] = positionals;
  if (exchange === undefined || adapterOf(exchange) === undefined) {
    throw new Error(`exchange: expected one of ${VENUES.join(', ')}, got ${exchange ?? 'nothing'}`);
  }
  if (transport !== 'rest' && transport !== 'ws') {
    throw new Error(`transport: expected rest or ws, got ${transport ?? 'nothing'}`);
  }
  if (file === undefined) throw new Error('file: expected a path or -, got nothing');
  if (more.length > 0) throw new Error(`arguments: expected three, got also ${more.join(' ')}`);
  const context: Context = {};
  const size = values['contract-size'];
  if (size !== undefined) {
    context.contractSize = Number(size);
    // Gate lists its inverse contract with 0.
    if (
      size.trim() === '' ||
      !(context.contractSize >= 0 && context.contractSize < Number.POSITIVE_INFINITY)
    ) {
      throw new Error(`--contract-size: expected a number of 0 or more, got ${size}`);
    }
  }
  if (values.instrument !== undefined) context.asked = values.instrument;
  return { exchange, transport, file, context };
}

async function read({ exchange, transport, file, context }: Usage): Promise<Reading> {
  const source = adapterOf(exchange)?.liquidations;
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
  const text = (await frameText(bytes)).trim();
  if (text === '') throw new Error(`${exchange}: expected a message, got nothing`);
  if (source)
    return transport === 'ws' ? source.readMessage(text, context) : source.readAnswer(text, context);
  // A venue of market data only has no liquidations to miss, but its message must be one.
  JSON.parse(text);
  return { liquidations: [], rejects: [] };
}

async function main(): Promise<number> {
  const usage = readCommand(usageOf, { usage: HELP });
  try {
    const { liquidations, rejects } = await read(usage);
    for (const event of liquidations) console.log(JSON.stringify(event, FIELDS));
    for (const { reason, payload } of rejects) console.error(`${reason}\n  in ${payload.slice(0, 500)}`);
    return rejects.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

process.exitCode = await main();
