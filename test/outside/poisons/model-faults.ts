import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';

/** The newest columns: where one of them is empty the model has stopped. */
const NEWEST = 6;

/**
 * What is wrong with a heatmap over data of which a row was set aside: it must go on to the present, and say of each
 * exchange the time that was lost (`lost`, milliseconds). Empty where nothing is.
 */
export function modelFaults(
  heatmap: HeatmapJson,
  { present, lost }: { present: number; lost: readonly { exchange: string; time: number }[] },
): string[] {
  const { stale, generatedAt, coverage, cells, time, price } = heatmap;
  const bytes = Buffer.from(cells.base64, 'base64');
  const columns = Array.from({ length: time.count }, (_, x) =>
    bytes.subarray(x * price.count, (x + 1) * price.count).some((cell: number) => cell > 0),
  );
  // The column that is open may have nothing to show yet.
  const empty = columns.slice(-NEWEST - 1, -1).filter(drawn => !drawn).length;
  const unsaid = lost.filter(
    ({ exchange, time: at }) =>
      !coverage.some(
        one => one.exchange === exchange && one.gaps.some(([from, to]) => from <= at && at < to),
      ),
  );
  return [
    ...(stale ? ['it is called stale'] : []),
    ...(generatedAt < present ? [`its newest candle closed at ${new Date(generatedAt).toISOString()}`] : []),
    ...(empty > 0 ? [`${empty} of its ${NEWEST} newest columns are empty`] : []),
    ...unsaid.map(
      ({ exchange, time: at }) =>
        `no gap of ${exchange} at ${new Date(at).toISOString()}: ${JSON.stringify(coverage.find(one => one.exchange === exchange))}`,
    ),
  ];
}
