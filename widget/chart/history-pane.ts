import uPlot from 'uplot';
import type { HistoryBar } from '../../schema/answer/history.ts';
import { barTotal, drawBars } from '../plot/bars.ts';
import { amountTicks } from '../plot/ticks.ts';
import type { Frame } from './frame.ts';
import { clipped, drawHoles, type Pane, PLACEHOLDER, paneOptions, placeOn } from './pane.ts';

/** The liquidation chart: stacked bars, USD up from zero, on the time axis of the heatmap. */
export const historyPane: Pane = (target, size, frame, onCursor) => {
  const options = paneOptions(frame, size, {
    timeAxis: true,
    range: () => [0, topOf(frame())],
    splits: height => amountTicks(topOf(frame()), height / 28),
    values: splits => splits.map(usd => (usd === 0 ? '' : frame().format.amount(usd))),
    onCursor,
    drawUnder: plot => {
      const { history, barStep } = frame();
      const times = history?.bars.map(bar => bar.time);
      if (times) clipped(plot, () => drawHoles(plot, frame(), times, barStep));
    },
    drawOver: plot => {
      const { history, barStep, ink, side } = frame();
      if (!history) return;
      const style = { long: ink.long, short: ink.short, pixelRatio: uPlot.pxRatio };
      clipped(plot, context => drawBars(context, ofSide(history.bars, side), barStep, placeOn(plot), style));
    },
  });
  return new uPlot(options, PLACEHOLDER, target);
};

/** Bars with one side left out, or as they are. */
const ofSide = (bars: readonly HistoryBar[], side: Frame['side']): readonly HistoryBar[] =>
  side
    ? bars.map(({ time, covered, ...bar }) => ({ time, covered, [`${side}Usd`]: bar[`${side}Usd`] }))
    : bars;

/** The greatest bar in view and some air. */
function topOf({ history, view, barStep }: Frame): number {
  let most = 0;
  for (const bar of history?.bars ?? []) {
    if (bar.time + barStep > view.from && bar.time < view.to) most = Math.max(most, barTotal(bar) ?? 0);
  }
  return most > 0 ? most * 1.1 : 1;
}
