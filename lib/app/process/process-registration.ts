import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { normalizeRegistration } from '../../normalize/kinds/normalize-registration.ts';
import { moveReport } from '../file/move-report.ts';

import type { ContentDependencies, MessageContent, Processed } from './message-content.ts';
import { startTally } from './message-content.ts';
/** Patients are described anew; merged ones are linked, and their reports follow. */
export async function processRegistration(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const { identities, reports } = dependencies;
  const normalized = normalizeRegistration(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'registration');
  for (const patient of normalized.patients) await identities.putPatient(patient, normalized.asOf);
  let contradicted = 0;
  for (const { retired, link } of normalized.links) {
    // before the reports are looked for: a result that is filed meanwhile sees the link
    await identities.link(retired, link);
    for (const reportKey of await reports.reportsOf(retired)) {
      const moved = await moveReport(reportKey, retired, link, dependencies);
      if (moved?.kind === 'held') contradicted++;
      else if (moved !== undefined) tally.count(moved);
    }
  }
  const isDone = !normalized.isIncomplete && contradicted === 0;
  return {
    tally,
    retired: normalized.links.map(({ retired }) => retired),
    issues: contradicted === 0 ? normalized.issues : [...normalized.issues, notMoved],
    ...(isDone ? {} : { state: 'held' as const }),
  };
}

const notMoved: Issue = {
  ...error(
    errorCode.internal,
    'MRG',
    'A report of the retired patient names somebody else as well, and was not moved to the survivor',
  ),
  reason: 'patient-mismatch',
};
