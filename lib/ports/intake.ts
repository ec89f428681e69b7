import type { IdentityNames, KnownIdentities } from './identity-store.ts';
import type { StoredMessage } from './message-store.ts';
import type { KnownReports } from './report-names.ts';
import type { UnreadControl } from './unread-controls.ts';

/** Reads a message together with its lookups. */
export interface Intake {
  /** One request if the names are few. */
  open(
    messageId: string,
    names: IdentityNames & {
      readonly numbers: readonly string[];
      /** The source, if controls decide about its results. */
      readonly gatedSource?: string | undefined;
    },
  ): Promise<{
    readonly stored: StoredMessage | undefined;
    readonly known: KnownIdentities;
    readonly reports: KnownReports;
    /** The marks of the gated source. Undefined: none was asked for. */
    readonly unread?: readonly UnreadControl[] | undefined;
  }>;
}
