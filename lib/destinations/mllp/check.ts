import type { CheckDependencies } from '../kind.ts';
import type { MllpConfig } from './schema.ts';

/** Connects from this machine; the gateway may run on another one. */
export async function check(
  { to }: Pick<MllpConfig, 'to'>,
  { connect }: Pick<CheckDependencies, 'connect'>,
): Promise<string> {
  await connect(to);
  return 'listens; the gateway must reach it from its own network';
}
