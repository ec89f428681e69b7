/** Returns the present time. Functions that need it take a clock as an argument. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
