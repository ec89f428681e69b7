import type { IdentityNames, KnownIdentities } from './identity-store.ts';
import type { StoredMessage } from './message-store.ts';

/** A message together with what it will ask for. */
export interface Intake {
  /** One request, where the names are few. */
  open(
    messageId: string,
    names: IdentityNames,
  ): Promise<{ readonly stored: StoredMessage | undefined; readonly known: KnownIdentities }>;
}
