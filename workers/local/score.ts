/** `npm run score -- <csv>…`: walks the model forward over recorded markets and says how well it forecast. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { HOUR } from '../../schema/range.ts';
import { messageOf } from '../ingest/message-of.ts';
import type { FilterRules } from '../model/rules.ts';
import { type ScoredCandle, score, scoreTogether } from '../model/score/score.ts';
import { readCommand } from './read-command.ts';
import { followPath } from './score/follow-path.ts';
import { forecastMarket } from './score/forecast-market.ts';
import { type RecordedMarket, readMarket } from './score/read-market.ts';
import { type Mark, readPath } from './score/read-path.ts';
import { SCORE_CSV_HEADER, scoreCsv, scoreText } from './score/score-report.ts';

const USAGE = `usage: npm run score -- <csv>… [--out rows.csv] [--path <oi-5m csv>] [--maintenance <rate>]

Forecasts the liquidations of every bar from the bars before it, and compares with what was reported. Each file is
scored by itself, from an empty model; several files are also scored together. The first fifth is not scored.

Files are named and written as "npm run import -- --help" says, with liquidations.

  --out <file>           write the rows t_ms,side,forecast_usd,observed_usd; t_ms is the open of the hour (or of the
                         longer bar); an empty field is not known. Several symbols make one file each: rows-BTC.csv
  --path <csv>           let the model live on 5-minute steps inside hourly bars, along the marks of this file
                         (time_ms,oi_base,implied_mark_price); hours it does not cover stay whole
  --maintenance <rate>   maintenance margin rate of the lowest tier (default 0.004)
  --help                 this text
`;

const OPTIONS = {
  out: { type: 'string' },
  path: { type: 'string' },
  maintenance: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Scored = { market: RecordedMarket; bars: ScoredCandle[] };

async function main(): Promise<number> {
  const { files, out, path, rules } = readCommand(readArguments, { usage: USAGE, name: 'score: ' });
  try {
    const marks = path === undefined ? undefined : await readPath(path);
    const scored: Scored[] = [];
    for (const file of files) {
      const market = await readMarket(file, text => process.stderr.write(`${text}\n`));
      const candles = marks === undefined ? market.candles : alongPath(market, marks);
      const bars = forecastMarket(candles, rules);
      process.stdout.write(`${scoreText(market.file, score(bars))}\n`);
      scored.push({ market, bars });
    }
    if (scored.length > 1) {
      const together = scoreTogether(scored.map(({ bars }) => bars));
      process.stdout.write(`${scoreText('all files together', together)}\n`);
    }
    if (out !== undefined) await writeRows(out, scored);
    return 0;
  } catch (error) {
    process.stderr.write(`score: ${messageOf(error)}\n`);
    return 2;
  }
}

function readArguments(args: string[]) {
  const { values, positionals: files } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const { help = false, out, path, maintenance } = values;
  if (!help && files.length === 0) throw new Error('expected one or more csv files, got none');
  const rate = maintenance === undefined ? undefined : Number(maintenance);
  if (rate !== undefined && !(rate >= 0 && rate < 0.5)) {
    throw new Error(`--maintenance: expected a fraction like 0.004, got "${maintenance}"`);
  }
  const rules: Partial<FilterRules> = rate === undefined ? {} : { maintenanceMarginRate: rate };
  return help ? ('help' as const) : { files, out, path, rules };
}

function alongPath(market: RecordedMarket, marks: ReadonlyMap<number, Mark>) {
  if (market.step !== HOUR)
    throw new Error(`--path: expected hourly bars in ${market.file}, got ${market.step} ms`);
  return followPath(market.candles, marks);
}

async function writeRows(out: string, scored: readonly Scored[]) {
  const symbols = [...Map.groupBy(scored, ({ market }) => market.symbol)];
  for (const [symbol, ofSymbol] of symbols) {
    const file = symbols.length === 1 ? out : out.replace(/(\.[^./]*)?$/, `-${symbol}$1`);
    const rows = ofSymbol.map(({ bars }) => scoreCsv(bars));
    await writeFile(file, SCORE_CSV_HEADER + rows.join(''));
    process.stdout.write(`wrote ${file}\n`);
  }
}

process.exitCode = await main();
