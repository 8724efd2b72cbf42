/** `npm run relay`: reads exchanges from this machine and posts what they say to a deployment. */
import { systemClock } from '../ingest/clock.ts';
import { connectByConstructor } from '../ingest/feed/socket.ts';
import { messageOf } from '../ingest/message-of.ts';
import { createSender, postBatch } from '../ingest/post-batch.ts';
import { createRelay } from './relay.ts';
import { readRelayArguments, USAGE } from './relay-arguments.ts';
import { openSpool } from './spool.ts';

const log = (line: string) => console.error(`${new Date().toISOString()} ${line}`);

async function main(): Promise<void> {
  const given = readRelayArguments(process.argv.slice(2), process.env);
  const { help, to, secret, adapters, symbols, buffer, proxy, once } = given;
  if (help) return console.log(USAGE);
  const sender = createSender();
  const spool = await openSpool({
    folder: buffer,
    post: async batch => {
      const { refused = {} } = await postBatch(to, secret, batch, { sender });
      for (const [part, { rows, reasons }] of Object.entries(refused))
        log(`${rows} rows of ${part} were refused: ${reasons.join('; ')}`);
    },
    log,
  });
  const relay = await createRelay({
    ...{ adapters, symbols, spool, folder: buffer, proxy, log },
    clock: systemClock,
    connect: connectByConstructor(),
    fetch: globalThis.fetch,
    random: Math.random,
  });
  log(`relaying ${adapters.map(({ exchange }) => exchange).join(', ')} to ${to}`);
  if (once) {
    await relay.poll();
    const taken = await spool.send();
    log(taken ? 'all was taken' : `${spool.counts().waiting} batches wait in ${buffer}`);
    process.exitCode = taken ? 0 : 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      relay.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log(String(error));
          process.exit(1);
        },
      );
    });
  await relay.run();
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 2;
});
