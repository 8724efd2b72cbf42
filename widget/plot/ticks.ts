import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

const TIME_STEPS = [
  ...[1, 5, 15, 30].map(minutes => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map(hours => hours * HOUR),
  ...[1, 2, 5, 10].map(days => days * DAY),
];

/** Times (ms UTC) at round places, at most `most`: minutes, hours and days, and the firsts of months. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = TIME_STEPS.find(step => (to - from) / step <= most);
  if (step === undefined) return monthTicks(from, to, most);
  const ticks: number[] = [];
  if (step <= DAY) {
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) ticks.push(time);
    return ticks;
  }
  // Every n-th day of each month, so that ticks do not wander when the view does; the odd rest is left out.
  const days = step / DAY;
  for (let time = Math.ceil(from / DAY) * DAY; time <= to; time += DAY) {
    const day = new Date(time).getUTCDate() - 1;
    if (day % days === 0 && day + days / 2 <= 30) ticks.push(time);
  }
  return ticks;
}

function monthTicks(from: number, to: number, most: number): number[] {
  const start = new Date(from);
  const months = Math.ceil((to - from) / (30.5 * DAY) / most);
  const every = [1, 2, 3, 6, 12].find(count => count >= months) ?? 12 * Math.ceil(months / 12);
  const ticks: number[] = [];
  for (let month = Math.ceil(start.getUTCMonth() / every) * every; ; month += every) {
    const time = Date.UTC(start.getUTCFullYear(), month);
    if (time > to) return ticks;
    if (time >= from) ticks.push(time);
  }
}

/** Round prices between two, about `most`: 1, 2, 2.5 or 5 times a power of ten apart. */
export function priceTicks(low: number, high: number, most: number): number[] {
  if (high / low > 8) return decadeTicks(low, high);
  return multiples(roundUp((high - low) / Math.max(1, most)), low, high);
}

/** Round amounts from 0 to `high`, about `most` beside the zero. */
export const amountTicks = (high: number, most: number): number[] =>
  multiples(roundUp(high / Math.max(1, most)), 0, high);

function multiples(step: number, low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function decadeTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    for (const factor of [1, 2, 5]) {
      const price = Number((factor * decade).toPrecision(12));
      if (price >= low && price <= high) ticks.push(price);
    }
  }
  return ticks;
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find(factor => factor * power >= value * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}

/** Decimals that a price of this size needs: five figures in all, none from 1,000 up. */
export const priceDecimals = (price: number): number =>
  price >= 1000 ? 0 : Math.min(10, Math.max(0, 4 - Math.floor(Math.log10(price))));
