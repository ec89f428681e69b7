import { userInfo } from 'node:os';
import { isReason, type Reader } from '../lib/app/operate/audited-read.ts';
import { UsageError } from './exit.ts';

/** Options of a command that can show patient data. */
export interface ReasonOptions {
  readonly why?: string | undefined;
  readonly by?: string | undefined;
}

/** The person who runs the command. Default: the user of this machine. */
export const actorOf = ({ by }: ReasonOptions): string => by ?? userInfo().username;

/** @throws UsageError if no reason is given */
export function readerOf({ why, by }: ReasonOptions): Reader {
  if (!isReason(why))
    throw new UsageError(
      'this command shows patient data: give the reason with --why TEXT; it is written to the audit log',
    );
  return { actor: actorOf({ by }), reason: why, channel: 'command-line' };
}
