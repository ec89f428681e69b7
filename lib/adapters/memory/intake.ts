import type { IdentityStore } from '../../ports/identity-store.ts';
import type { Intake } from '../../ports/intake.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { MemoryMessageStore } from './message-store.ts';

/** Messages in memory, with the data that their lookups name. */
export const memoryIntake = (
  messages: MemoryMessageStore,
  identities: IdentityStore,
  reportNames: ReportNames,
): Intake => ({
  open: async (messageId, names) => ({
    stored: await messages.get(messageId),
    known: await identities.find(names),
    reports: await reportNames.find(names.numbers),
  }),
});
