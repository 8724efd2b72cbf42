/** Moves the clock of the program that imports this first: what lives for hours can be outlived in a test. */
const RealDate = Date;
let offset = 0;

/** Sets how far ahead the clock is, milliseconds. */
export const moveClock = (ahead: number): void => {
  offset = ahead;
};

const now = () => RealDate.now() + offset;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
