import type { IdentityStore } from '../../ports/identity-store.ts';
import type { Intake } from '../../ports/intake.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { UnreadControls } from '../../ports/unread-controls.ts';
import type { MemoryMessageStore } from './message-store.ts';

/** Messages in memory, with the data that their lookups name. */
export const memoryIntake = (
  messages: MemoryMessageStore,
  identities: IdentityStore,
  reportNames: ReportNames,
  unread: Pick<UnreadControls, 'of'>,
): Intake => ({
  open: async (messageId, names) => ({
    stored: await messages.get(messageId),
    known: await identities.find(names),
    reports: await reportNames.find(names.numbers),
    unread: names.gatedSource === undefined ? undefined : await unread.of(names.gatedSource),
  }),
});
