import { messageOf } from '../ingest/message-of.ts';

/**
 * What a command was asked for, as `read` makes it of its arguments. Where that is help, or cannot be read, tells the
 * usage and ends the process: 0, 2. `name` stands before what was wrong.
 */
export function readCommand<Given>(
  read: (args: string[]) => Given | 'help',
  { usage, name = '' }: { usage: string; name?: string },
): Given {
  try {
    const given = read(process.argv.slice(2));
    if (given !== 'help') return given;
  } catch (error) {
    process.stderr.write(`${name}${messageOf(error)}\n\n${usage}`);
    process.exit(2);
  }
  process.stdout.write(usage);
  process.exit(0);
}
