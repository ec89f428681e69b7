const given = process.env['LABWIRE_SEED'];

/**
 * What random tests begin with. Two runs of one tree try the same, so a failure is the change's;
 * `LABWIRE_SEED=random` tries something new, and a failing test prints the seed that repeats it.
 */
export const seed: number = given === 'random' ? Date.now() % 1_000_000 : Number(given ?? 20_260_210);
