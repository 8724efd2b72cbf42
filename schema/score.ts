import { SIDES } from './market.ts';
import { flag, number, optional, record, type TypeOf, tuple, whole } from './shape.ts';

/** What a forecast has to be better than, weakest first. */
export const OPPONENTS = ['constant', 'sweptRange', 'sinceSwept', 'sweepCurve'] as const;
export type Opponent = (typeof OPPONENTS)[number];

/** Thirds of the scored bars by their range. */
export const VOLATILITIES = ['quiet', 'usual', 'wild'] as const;
export type Volatility = (typeof VOLATILITIES)[number];

/** Fields of one shape, by their names. */
const each = <Name extends string, Field>(names: readonly Name[], field: (name: Name) => Field) =>
  Object.fromEntries(names.map(name => [name, field(name)])) as Record<Name, Field>;

const interval = (description: string) =>
  record(
    {
      value: number('The estimate.'),
      low: number('95 % of resampled days lie above.'),
      high: number('And below.'),
    },
    description,
    'SkillEstimate',
  );
/** An estimate with the interval that holds 95 % of resampled days. */
export type Interval = TypeOf<ReturnType<typeof interval>>;

const skill = (description: string) =>
  record(
    each(OPPONENTS, opponent =>
      optional(interval(`Against \`${opponent}\`; absent where nothing could be scored.`)),
    ),
    description,
    'Skill',
  );
/** 1 − deviance ÷ the opponent's: 0 is no better, 1 is perfect; undefined where nothing could be scored. */
export type Skill = TypeOf<ReturnType<typeof skill>>;

const calibration = (description: string) =>
  record(
    {
      sum: number('Σ forecast ÷ Σ reported.'),
      slope: number('Log-log slope of reported over forecast in ten equally full bins: 1 is right.'),
      weekly: tuple(
        [number('10 % of the weeks.'), number('Median.'), number('90 % of the weeks.')],
        'The same per week: 10 %, median, 90 %.',
      ),
    },
    description,
    'Calibration',
  );
/** Whether forecast dollars are dollars. */
export type Calibration = TypeOf<ReturnType<typeof calibration>>;

const SKILL = '1 − deviance ÷ that of the opponent: 0 is no better, 1 is perfect';

export const scoreFields = {
  rows: whole('Forecasts that were scored, one per bar and side.'),
  days: whole('The days they lie on.'),
  skill: skill(`${SKILL}.`),
  bySide: record(
    each(SIDES, side => skill(`${SKILL}; of ${side}s.`)),
    'The same by the side of the positions.',
  ),
  byVolatility: record(
    each(VOLATILITIES, volatility => skill(`${SKILL}; of ${volatility} bars.`)),
    'The same by thirds of the bars by their range.',
  ),
  shown: flag('Whether the interval against the sweep-curve lies above 0: else no skill is shown yet.'),
  calibration: optional(calibration('Forecast ÷ reported dollars; absent where nothing was reported.')),
  scaled: optional(calibration('The same after one scale per side.')),
  bestQuarter: optional(
    number(
      'Share of the reported dollars in that quarter of all swept range for which most was forecast, mean over markets and sides; chance gives 0.25.',
    ),
  ),
};

const score = record(scoreFields);
/** How well forecasts of one market, or of several, did. */
export type Score = TypeOf<typeof score>;
