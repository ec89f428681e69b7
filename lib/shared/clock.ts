/** Time is an argument: whoever needs the present is handed a clock. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
