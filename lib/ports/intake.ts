import type { IdentityNames, KnownIdentities } from './identity-store.ts';
import type { StoredMessage } from './message-store.ts';
import type { KnownReports } from './report-names.ts';

/** Reads a message together with its lookups. */
export interface Intake {
  /** One request if the names are few. */
  open(
    messageId: string,
    names: IdentityNames & { readonly numbers: readonly string[] },
  ): Promise<{
    readonly stored: StoredMessage | undefined;
    readonly known: KnownIdentities;
    readonly reports: KnownReports;
  }>;
}
