/** `npm run test:long` runs tests in their full size, `npm test` in one that shows the same in little time. */
export const isLong = process.env['LABWIRE_TESTS'] === 'long';

/** How much of something a test does: messages, rounds, runs. */
export const size = (sizes: { readonly short: number; readonly long: number }): number =>
  isLong ? sizes.long : sizes.short;

const SAMPLE_OF = 8;

/** All of many files, or one of eight. */
export const sample = <T>(all: readonly T[]): readonly T[] =>
  isLong ? all : all.filter((_, index) => index % SAMPLE_OF === 0);

/** How many a sample has at least, where all have so many: half of its share, since files differ. */
export const leastOf = (all: number): number => (isLong ? all : Math.floor(all / SAMPLE_OF / 2));
