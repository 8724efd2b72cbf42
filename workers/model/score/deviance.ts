/**
 * Unit deviance of the Tweedie distribution with power 1.5 (Jørgensen 1987): how badly a mean forecast `mean` > 0
 * missed `observed` >= 0. Heavy tails and many zeros, as liquidations have; 0 where they are equal.
 */
export function tweedieDeviance(observed: number, mean: number): number {
  const root = Math.sqrt(mean);
  return 4 * (observed / root + root - 2 * Math.sqrt(observed));
}
