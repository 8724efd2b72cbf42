import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { Random } from './random.ts';

/** Price moves in beats: fine enough that a wick has an inside and liquidations an order. */
export const BEAT = 15_000;

const YEAR = 365 * DAY;
/** What a quantity that halves in `halfLife` keeps of itself in `span`. */
const kept = (span: number, halfLife: number) => 0.5 ** (span / halfLife);

/** Volatility wanders on two scales, hours and weeks: deviations of its logarithm. */
const FAST = { keep: kept(MINUTE, 4 * HOUR), deviation: 0.4 };
const SLOW = { keep: kept(MINUTE, 12 * DAY), deviation: 0.35 };
/** The mean of e^(2x) of those logarithms is e^this; taken out, so that wandering does not raise the variance. */
const WANDERING = 2 * (FAST.deviation ** 2 + SLOW.deviation ** 2);
/** The trend turns within days; its deviation is in yearly volatilities per year. */
const TREND = { keep: kept(MINUTE, 3 * DAY), deviation: 2 };
/** Price is drawn back to where it began, so that it neither explodes nor vanishes over years. */
const KEEP_DISTANCE = kept(MINUTE, 45 * DAY);
/** Moves echo: this part of the variance repeats what was realised of late. */
const ECHO_SHARE = 0.4;
const KEEP_ECHO = kept(BEAT, 1.5 * HOUR);
const ECHO_CEILING = 20;

/** Crashes and squeezes: how many a year, and what part falls. Falls are larger and faster, as in the field. */
const EPISODES = 40;
const FALLING = 0.55;
const FALL = { size: 50, minutes: 50 };
const RISE = { size: 40, minutes: 80 };
/** What the excess of falls takes in the mean comes back in every beat (in ordinary beats' deviations). */
const RECOVERY = ((2 * EPISODES * BEAT) / YEAR) * (FALLING * FALL.size - (1 - FALLING) * RISE.size);

/** The push of forced trading fades, but for a part that stays. Far pushes meet ever more buyers or sellers. */
const KEEP_PUSH = kept(BEAT, 15 * MINUTE);
const LASTING_PUSH = 0.2;
const RESISTANCE = 0.03;

/** All in natural logarithms: `anchor + push` is that of the price. */
export type PricePath = {
  readonly random: Random;
  readonly start: number;
  /** Deviation of a beat's return in ordinary times. */
  readonly ordinary: number;
  anchor: number;
  push: number;
  fast: number;
  slow: number;
  trend: number;
  /** Realised over ordinary variance, of late. */
  echo: number;
  /** Present over ordinary volatility. */
  agitation: number;
  /** Return per beat and minutes left of the crash or squeeze that is on. */
  episode: { drift: number; minutes: number } | undefined;
};

export function createPath(random: Random, price: number, yearlyVolatility: number): PricePath {
  const start = Math.log(price);
  const ordinary = yearlyVolatility * Math.sqrt(BEAT / YEAR);
  const calm = { push: 0, fast: 0, slow: 0, trend: 0, echo: 1, agitation: 1, episode: undefined };
  return { random, start, ordinary, anchor: start, ...calm };
}

export const pathPrice = (path: PricePath): number => Math.exp(path.anchor + path.push);

/** Once a minute: volatility and trend wander on, an episode may begin or end. */
export function changeWeather(path: PricePath, time: number): void {
  path.fast = wander(path.fast, FAST, path.random);
  path.slow = wander(path.slow, SLOW, path.random);
  path.trend = wander(path.trend, TREND, path.random);
  path.anchor = path.start + (path.anchor - path.start) * KEEP_DISTANCE;
  if (path.episode !== undefined && --path.episode.minutes === 0) path.episode = undefined;
  if (path.episode === undefined) path.episode = beginEpisode(path);

  // Busiest at 15:00 UTC, when Europe and America both trade.
  const season = 1 + 0.25 * Math.cos((((time % DAY) / HOUR - 15) * Math.PI) / 12);
  const wandering = season * season * Math.exp(2 * (path.fast + path.slow) - WANDERING);
  const variance = (1 - ECHO_SHARE) * wandering + ECHO_SHARE * path.echo;
  path.agitation = Math.sqrt(variance) * (path.episode === undefined ? 1 : 1.6);
}

/** One beat of news and of those who trade without leverage. */
export function moveFreely(path: PricePath): void {
  const { ordinary, random } = path;
  const trend = path.trend * Math.sqrt(BEAT / YEAR);
  const drift = ordinary * (trend + RECOVERY) + (path.episode?.drift ?? 0);
  const move = drift + ordinary * path.agitation * random.normal();
  path.anchor += move;
  path.push *= KEEP_PUSH;
  path.echo *= KEEP_ECHO;
  heed(path, move);
}

/** Forced trading moves the price by about `size` (a logarithm, negative when it sells). */
export function pushPrice(path: PricePath, size: number): void {
  const away = path.push * size > 0 ? Math.abs(path.push) : 0;
  const move = size / (1 + away / RESISTANCE);
  path.push += move * (1 - LASTING_PUSH);
  path.anchor += move * LASTING_PUSH;
  heed(path, move);
}

function heed(path: PricePath, move: number): void {
  const variance = (move / path.ordinary) ** 2;
  path.echo = Math.min(path.echo + (1 - KEEP_ECHO) * variance, ECHO_CEILING);
}

function beginEpisode({ random, ordinary }: PricePath): PricePath['episode'] {
  if (random.uniform() >= (EPISODES * MINUTE) / YEAR) return undefined;
  const falls = random.uniform() < FALLING;
  const { size, minutes: typical } = falls ? FALL : RISE;
  const minutes = 5 + Math.ceil(typical * random.exponential());
  const move = (falls ? -size : size) * ordinary * (1 + Math.min(random.exponential(), 3));
  return { drift: move / (minutes * (MINUTE / BEAT)), minutes };
}

const wander = (value: number, { keep, deviation }: typeof FAST, random: Random): number =>
  value * keep + deviation * Math.sqrt(1 - keep * keep) * random.normal();
