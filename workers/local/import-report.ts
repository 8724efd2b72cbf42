import { stepName } from '../ingest/history/find-step.ts';
import { rejectText } from '../ingest/history/read-history.ts';
import type { ImportedFile, ImportOptions, ImportProgress } from './import-history.ts';

const BAR_WIDTH = 24;

/** `[██████░░░░░░] 48 %  20,000 bars  binance-…csv.gz`: one line of a terminal. */
export function progressLine(
  { file, bytes, totalBytes, rows, rejects }: ImportProgress,
  columns: number,
): string {
  const share = totalBytes > 0 ? Math.min(bytes / totalBytes, 1) : 1;
  const done = Math.round(share * BAR_WIDTH);
  const bar = `${'█'.repeat(done)}${'░'.repeat(BAR_WIDTH - done)}`;
  const aside = rejects > 0 ? `  ${count(rejects)} set aside` : '';
  return `[${bar}] ${`${Math.floor(share * 100)}`.padStart(3)} %  ${bars(rows)}${aside}  ${file}`.slice(
    0,
    columns - 1,
  );
}

/** One line that says what came of a file, `seconds` after it was begun. */
export function fileLine(imported: ImportedFile, seconds: number): string {
  const { file, exchange, symbol, rows, rejects, step, firstTime, lastTime } = imported;
  const parts = [`${file}: ${exchange} ${symbol}`];
  if (step !== undefined && firstTime !== undefined && lastTime !== undefined) {
    const missing = (lastTime - firstTime) / step + 1 - rows;
    parts.push(
      `${bars(rows)} of ${stepName(step)}, ${minuteText(firstTime)} to ${minuteText(lastTime + step)} UTC`,
    );
    if (missing > 0) parts.push(`${count(missing)} missing between`);
  } else {
    parts.push('no bars');
  }
  parts.push(
    rejects === 0 ? 'no line set aside' : `${count(rejects)} ${rejects === 1 ? 'line' : 'lines'} set aside`,
  );
  // The rate of a small file is that of starting, not of importing.
  const rate = rows >= 10_000 ? ` (${count(Math.round(rows / seconds))} bars/s)` : '';
  parts.push(`${seconds.toFixed(1)} s${rate}`);
  return parts.join(', ');
}

const bars = (n: number): string => `${count(n)} ${n === 1 ? 'bar' : 'bars'}`;
const count = (n: number): string => n.toLocaleString('en-US');
/** A time to the minute, UTC: `2024-06-19 08:00`. */
export const minuteText = (time: number): string =>
  new Date(time).toISOString().slice(0, 16).replace('T', ' ');

/**
 * What an import tells while it goes on: of each file what came of it to `print`, and of the lines that were set aside the
 * first ones to `say`. `told` counts all that were.
 */
export function tellImport({
  say,
  print,
  most,
}: {
  say: (text: string) => void;
  print: (text: string) => void;
  /** Lines of one file that are told one by one. */
  most: number;
}): { options: Pick<ImportOptions, 'onReject' | 'onImported'>; told: () => number } {
  let all = 0;
  let ofFile = 0;
  return {
    told: () => all,
    options: {
      onReject: (file, reject) => {
        all++;
        if (++ofFile <= most) say(rejectText(file, reject));
      },
      onImported: (imported, seconds) => {
        if (imported.rejects > most) say(`${imported.file}: and ${imported.rejects - most} more`);
        print(fileLine(imported, seconds));
        ofFile = 0;
      },
    },
  };
}
