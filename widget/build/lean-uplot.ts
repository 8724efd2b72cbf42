import type { Plugin } from 'vite';

/**
 * Parts of uPlot that none of our charts calls (they draw their own series and tell their own time), as
 * the text that ties them in and what stands there instead; without the ties the bundler drops them.
 */
const TIES: [text: string, instead: string][] = [
  ['(paths.linear  = linear);', ''],
  ['(paths.stepped = stepped);', ''],
  ['(paths.bars    = bars);', ''],
  ['(paths.spline  = monotoneCubic);', ''],
  ['const linearPath = linear() ;', 'const linearPath = null;'],
  ['const pointsPath = points() ;', 'const pointsPath = null;'],
  ['let paths = uPlot.paths = {\n\t\tpoints,\n\t};', ''],
  ['uPlot.join = join;', ''],
  ['uPlot.addGap = addGap;', ''],
  ['uPlot.clipGaps = clipGaps;', ''],
  ['uPlot.orient   = orient;', ''],
  ['uPlot.fmtNum = fmtNum;', ''],
  ['uPlot.rangeAsinh = rangeAsinh;', ''],
  ['uPlot.tzDate  = tzDate;', ''],
  [
    'timeAxisVals(_tzDate, timeAxisStamps((ms == 1 ? _timeAxisStampsMs : _timeAxisStampsS), _fmtDate))',
    'null',
  ],
  ['timeSeriesVal(_tzDate, timeSeriesStamp(_timeSeriesStamp, _fmtDate))', 'null'],
  ['[ timeIncrsMs, _timeAxisStampsMs, timeAxisSplitsMs ] = genTimeStuffs(1);', 'timeIncrsMs = null;'],
  ['[ timeIncrsS,  _timeAxisStampsS,  timeAxisSplitsS  ] = genTimeStuffs(1e-3);', 'timeIncrsS = null;'],
  ['(ms == 1 ? timeAxisSplitsMs(_tzDate) : timeAxisSplitsS(_tzDate))', 'null'],
  ['timeAxisVals(_tzDate, timeAxisStamps(av, _fmtDate))', 'null'],
  ['timeAxisVal(_tzDate, av)', 'null'],
  ['\t\tseries: drawSeries,\n', ''],
  ['["axes", "series"]', '["axes"]'],
  ['const showLegend = legend.show;', 'const showLegend = false;'],
  ['self.addSeries = addSeries;', ''],
  ['self.delSeries = delSeries;', ''],
  ['self.addBand = addBand;', ''],
  ['self.setBand = setBand;', ''],
  ['self.delBand = delBand;', ''],
];

/** Cuts those ties; fails when uPlot has changed, so that nobody ships a chart cut in the wrong place. */
export const leanUplot = (): Plugin => ({
  name: 'lean-uplot',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/uPlot.esm.js')) return undefined;
    return TIES.reduce((text, [tie, instead]) => {
      if (!text.includes(tie)) throw new Error(`lean-uplot: expected uPlot to contain “${tie}”`);
      return text.replace(tie, instead);
    }, code);
  },
});
