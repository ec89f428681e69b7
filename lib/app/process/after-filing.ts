import type { HoldReason } from '../../model/hold-reason.ts';
import { patientKeysOf } from '../../model/identity.ts';
import { continuesReading, isReplay, type Occasion } from '../../model/occasion.ts';
import type { ReportPart } from '../../model/report.ts';
import { hasOriginalOf, isPreliminaryWithoutService } from '../../reports/find/renamed-service.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';
import { isStanding } from '../../reports/merge-report.ts';
import type { FiledPart, Filing } from '../file/filing.ts';
import type { Found } from '../file/found-filing.ts';
import type { Identified } from '../file/identify-part.ts';
import { messagesOf } from '../file/messages-of.ts';
import { meantForEither } from '../file/two-fillers.ts';
import { messagesApart } from '../file/unnumbered-mates.ts';
import type { ContentDependencies } from './message-content.ts';
import type { Tally } from './tally.ts';

/** Says which messages are to be read again now that a part is filed, and what the part itself waits for. */
export async function afterFiling(
  { identified, found, incoming, filed, ...is }: PartAsFiled,
  occasion: Occasion,
  tally: Tally,
  dependencies: ContentDependencies,
): Promise<void> {
  const { part } = incoming;
  const { aliases, awaited } = identified;
  if (filed.appended > 0 || continuesReading(occasion)) {
    tally.recall(messagesApart(part, filed.version));
    tally.recall(await meantForEither(found.otherFillers ?? [], dependencies.reports));
    for (const { key } of found.misnamed ?? []) tally.recall(await messagesOf(key, dependencies));
  }
  if (is.isNews || bringsNumbersTogether(part, filed))
    tally.awake({ patients: awaited.patients, aliases: [] });
  // the same number may be reported for somebody else now
  if (filed.appended > 0 && !isStanding(filed.version.report)) tally.awake(awaited);
  if (isOriginalFor(incoming, filed, occasion) || hasFoundOriginal(incoming, filed, is.hasOriginal, occasion))
    tally.awake({
      // a correction without a number waits for any result of its patient
      patients: aliases.length === 0 ? [] : awaited.patients,
      aliases: [...awaited.aliases, ...found.otherSpellings],
    });
  if (lacksOrder(incoming, filed, is.hasOriginal)) {
    const { patient } = part;
    const isNumbered = aliases.length > 0 || patient === undefined;
    tally.waitFor({ patients: isNumbered ? [] : [patient.key], aliases });
  }
  tally.readsOnceMore ||= part.patient === undefined && correctsAnything(part);
}

/** A part that was filed, and what was known of it before. */
export interface PartAsFiled {
  readonly identified: Identified;
  readonly found: Pick<Found, 'otherFillers' | 'misnamed' | 'otherSpellings'>;
  readonly incoming: Filing;
  readonly filed: FiledPart;
  /** Its report had results that it may correct. */
  readonly hasOriginal: boolean;
  /** It says something of its patient that was not known. */
  readonly isNews: boolean;
}

/** Holds that the arrival of an order may resolve. */
const waitForOrder: ReadonlySet<HoldReason> = new Set(['no-patient', 'unmatched-order']);

/**
 * Whether a part waits for its order: it is held until the order or its report is known, or it corrects
 * results that no report has under the part's own service, or it is preliminary and names no service.
 */
const lacksOrder = ({ part }: Filing, { version }: FiledPart, hasOriginal: boolean): boolean =>
  version.report.holds.some((hold) => waitForOrder.has(hold)) ||
  (isPreliminaryWithoutService(part) && part.isRenamed !== true) ||
  (part.waitsForOriginal === true && version.report.holds.includes('nothing-to-correct')) ||
  (correctsAnything(part) &&
    (!hasOriginal || part.isRenamed === true || !hasOriginalOf('every', part, version)));

/** Whether a part brings what other messages of its order may wait for: results, or two reports as one. */
const isOriginalFor = ({ part }: Filing, filed: FiledPart, occasion: Occasion): boolean =>
  (filed.appended > 0 || continuesReading(occasion)) &&
  part.patient !== undefined &&
  (!correctsAnything(part) || filed.joined !== undefined);

/** Whether a correction that waited has its original now: a result of another order may have waited beside it. */
const hasFoundOriginal = (
  { part }: Filing,
  { appended }: FiledPart,
  hasOriginal: boolean,
  occasion: Occasion,
): boolean =>
  isReplay(occasion) && appended > 0 && hasOriginal && part.patient !== undefined && correctsAnything(part);

/** Whether a part is the first of its report that gives these numbers to one person. */
function bringsNumbersTogether(
  { patient, messageId }: ReportPart,
  { appended, version }: FiledPart,
): boolean {
  const keys = patient === undefined ? [] : patientKeysOf(patient);
  if (appended === 0 || keys.length < 2) return false;
  const others = version.report.parts.filter((one) => one.messageId !== messageId);
  return !others.some((one) => {
    const own = new Set(one.patient === undefined ? [] : patientKeysOf(one.patient));
    return keys.every((key) => own.has(key));
  });
}
