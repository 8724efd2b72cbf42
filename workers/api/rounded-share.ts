/** Shares are said to a hundredth of a percent. */
export const roundedShare = (share: number): number => Math.round(share * 10_000) / 10_000;
