import type { IdentityStore } from '../../ports/identity-store.ts';
import type { Intake } from '../../ports/intake.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { MemoryMessageStore } from './message-store.ts';

/** Messages with what they will ask for, of memory. */
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
