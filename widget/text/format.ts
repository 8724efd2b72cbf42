import { DAY } from '../../schema/range.ts';
import { priceDecimals } from '../plot/ticks.ts';

/** Numbers and times as a reader of one locale writes them. Times are UTC, as the bars are. */
export type Format = {
  /** `$120M` */
  usd: (value: number) => string;
  /** The same where room is scarce: without the currency in locales that write it long, with K, M and B where millions are. */
  amount: (value: number) => string;
  /** `54,321.5`; `reference` is the price whose size sets the decimals. */
  price: (value: number, reference?: number) => string;
  /** `+3.2%`; takes a share (0.032). */
  percent: (share: number) => string;
  /** Date and time of day, or the date alone when bars are days. */
  time: (time: number, step: number) => string;
  /** A label of the time axis: the day where one begins, else the time of day. */
  tick: (time: number, span: number) => string;
};

const known = new Map<string, Format>();

/** Formats for a BCP 47 locale; making them is slow (milliseconds), so each is made once, when first needed. */
export function formatFor(locale: string): Format {
  const format = known.get(locale) ?? makeFormat(locale);
  known.set(locale, format);
  return format;
}

function makeFormat(locale: string): Format {
  const compact = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const without = (tag: string) =>
    new Intl.NumberFormat(tag, { notation: 'compact', maximumSignificantDigits: 3 });
  const bare = without(locale);
  const length = (format: Intl.NumberFormat) => format.format(55.6e6).length;
  // Where a million is a long word, its letter stands for it.
  const short = length(compact) <= 7 ? compact : length(bare) <= 9 ? bare : without('en');
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const decimals = new Map<number, Intl.NumberFormat>();
  const clock = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined;
    return (time: number) => {
      format ??= new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hourCycle: 'h23', ...options });
      return format.format(time);
    };
  };
  const inDay = { hour: '2-digit', minute: '2-digit' } as const;
  const inYear = { day: 'numeric', month: 'short' } as const;
  const minute = clock({ ...inYear, ...inDay });
  const minuteOfYear = clock({ ...inYear, year: 'numeric', ...inDay });
  const date = clock({ ...inYear, year: 'numeric' });
  const hour = clock(inDay);
  const day = clock(inYear);
  const month = clock({ month: 'short' });
  const year = clock({ year: 'numeric' });
  const thisYear = new Date().getUTCFullYear();
  return {
    usd: value => compact.format(value),
    amount: value => short.format(value),
    percent: share => percent.format(share),
    price(value, reference = value) {
      const digits = priceDecimals(reference);
      const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      const format = decimals.get(digits) ?? new Intl.NumberFormat(locale, fraction);
      decimals.set(digits, format);
      return format.format(value);
    },
    time(time, step) {
      if (step >= DAY) return date(time);
      return new Date(time).getUTCFullYear() === thisYear ? minute(time) : minuteOfYear(time);
    },
    tick(time, span) {
      if (time % DAY !== 0) return hour(time);
      const start = new Date(time);
      if (span <= 100 * DAY || start.getUTCDate() !== 1) return day(time);
      return start.getUTCMonth() === 0 ? year(time) : month(time);
    },
  };
}
