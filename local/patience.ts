/**
 * Environment variable with a factor for the time-outs of this machine: those of functions, and of the gateway
 * that waits for them. On a busy machine a function gets less of the processor than Lambda would give it.
 */
export const PATIENCE = 'LABWIRE_PATIENCE';

/** Default: 1, the time-outs of the template. */
export const patience = (): number => Number(process.env[PATIENCE] ?? 1);
