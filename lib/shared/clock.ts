/** Returns the present time. Functions that need it take a clock as an argument. */
export type Clock = () => Date;

/** Later than any time of a message. */
export const END_OF_TIME = new Date('9999-12-31T00:00:00Z');

export const systemClock: Clock = () => new Date();
