import { error, errorCode, type Issue, warning } from '@labwire/hl7/issue';
import { patientKeysOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import { continuesReading } from '../../model/occasion.ts';
import type { PatientLink } from '../../model/patient.ts';
import {
  type NormalizedRegistration,
  normalizeRegistration,
  type RegisteredLink,
} from '../../normalize/kinds/normalize-registration.ts';
import { isReleased } from '../../normalize/kinds/reading.ts';
import { isMerge, type Link } from '../../reports/patients/patient-links.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { separateChildrenOf } from '../file/children.ts';
import { describePatient } from '../file/described-patient.ts';
import { linksOf } from '../file/known-links.ts';
import { filedForNextHolders } from '../file/merged-numbers.ts';
import { moveReport } from '../file/move-report.ts';
import { othersNumbers } from '../file/others-numbers.ts';
import { assignersIn } from './assigners-in.ts';
import { contradictedByOrders } from './contradicted-results.ts';
import { filedForOthers } from './filed-for-others.ts';
import { filedWhileLinked } from './filed-while-linked.ts';
import {
  type ContentDependencies,
  type MessageContent,
  type Processed,
  startTally,
} from './message-content.ts';
import type { Tally } from './tally.ts';

/** Updates the descriptions of patients, links merged patients, and moves their reports. */
export async function processRegistration(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const normalized = normalizeRegistration(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'registration');
  for (const { reason, at } of normalized.held) tally.hold(reason, 0, at);
  await describeAll(normalized, tally, content, dependencies);
  const issues = [...normalized.issues];
  const retired: string[] = [];
  let contradicted = 0;
  for (const registered of normalized.links) {
    content.checkTime?.();
    const key = await meantBy(registered, dependencies);
    retired.push(...registered.candidates);
    if (key === undefined) {
      if (isReleased(content.options, 'identity-change')) continue;
      issues.push(unclear(registered.link.at));
      tally.hold('identity-change', 0, registered.link.at);
      tally.contradictedAt.add(registered.link.at);
      tally.waitFor({ patients: registered.candidates, aliases: [] });
      continue;
    }
    contradicted += await follow(key, registered, content, tally, dependencies);
  }
  tally.recall(await filedWhileLinked(normalized.links, dependencies));
  const { source } = content.admitted;
  const told = { source: source.id, messageId: content.options.messageId };
  await dependencies.unmapped.putAssigners(
    assignersIn(
      normalized.statements.map(({ patient }) => patient),
      told,
    ),
  );
  if (contradicted > 0) issues.push(notMoved);
  const isDone = !normalized.isIncomplete && contradicted === 0 && tally.heldAt.size === 0;
  return { tally, retired, issues, ...(isDone ? {} : { state: 'held' as const }) };
}

/**
 * Adds the statements to what is known. A statement with a number of somebody else is held, so that the
 * number is not published for this patient.
 */
async function describeAll(
  { statements, links: stated }: NormalizedRegistration,
  tally: Tally,
  { occasion, options, admitted }: MessageContent,
  dependencies: ContentDependencies,
): Promise<void> {
  const { identities, reports, site } = dependencies;
  const { placeholderNames } = site.patients;
  for (const statement of statements) {
    const { patient } = statement;
    const { key } = patient;
    const patients = patientKeysOf(patient);
    const { described, awaited, links } = await identities.find({ aliases: [], patients });
    const others = othersNumbers(patient, {
      acceptedOf: (one) => described.get(one)?.accepted ?? [],
      links: () => [...linksOf(links), ...stated.flatMap(linksStated)],
      placeholderNames,
    });
    if (others.length > 0 && !isReleased(options, 'patient-mismatch')) {
      tally.hold('patient-mismatch', 0, 'PID-3');
      tally.waitFor({ patients, aliases: [] });
      continue;
    }
    const before = described.get(key);
    const after = await describePatient({ ...statement, placeholderNames }, identities, before);
    // repeated data wake no waiting message: two messages that wait for each other would wake each other for
    // ever
    const isNews = after !== before || continuesReading(occasion);
    if (awaited.has(key) && isNews) tally.awake({ patients: [key], aliases: [] });
    const wereSeveral = (before?.birthOrders.length ?? 0) > 1 && !continuesReading(occasion);
    if (after.birthOrders.length > 1 && !wereSeveral) {
      const { messageId, rank: _, ...watermark } = statement.by;
      const by = { messageId, source: admitted.source.id, watermark };
      const separated = await separateChildrenOf(patient, by, dependencies);
      for (const moved of separated.filed) if (moved.kind === 'filed') tally.count(moved);
      tally.recall(separated.recalls);
    }
    if (isNews) tally.recall(await filedForOthers(after, { reports, placeholderNames }));
    // a number that was merged before its survivor was registered, or that is registered again
    const mayBeMerged = links.has(key) || (before !== undefined && !isRegistered(before));
    if (isNews && mayBeMerged)
      tally.recall(await filedForNextHolders(await reports.reportsOf(key), dependencies));
  }
}

const isRegistered = ({ accepted }: KnownPatient): boolean =>
  accepted.some(({ isCertain }) => isCertain === true);

/** A link of the message, for each patient whom it may retire. */
const linksStated = ({ candidates, link }: RegisteredLink): Link[] =>
  candidates.map((retired) => ({ ...link, retired }));

/**
 * The candidate that is meant: the only one that is known. Undefined if this is not certain, or if the number
 * is known for several children of one birth.
 */
async function meantBy(
  { candidates }: RegisteredLink,
  { identities }: ContentDependencies,
): Promise<string | undefined> {
  const { described } = await identities.find({ aliases: [], patients: candidates });
  const [known, ...others] =
    candidates.length === 1 ? candidates : candidates.filter((key) => described.has(key));
  const isShared = known !== undefined && (described.get(known)?.birthOrders.length ?? 0) > 1;
  return others.length === 0 && !isShared ? known : undefined;
}

/**
 * Writes a link and adds it to the reports of the retired patient. Returns how many reports could not take
 * it.
 */
async function follow(
  retired: string,
  { link }: RegisteredLink,
  { occasion }: MessageContent,
  tally: Tally,
  dependencies: ContentDependencies,
): Promise<number> {
  // written before the reports are listed, so that a result filed meanwhile sees the link
  const isNews = occasion !== 'replay' || !(await isLinked(retired, link, dependencies));
  if ((await dependencies.identities.link(retired, link)) && isNews)
    tally.awake({ patients: [retired], aliases: [] });
  let contradicted = 0;
  const reportKeys = await dependencies.reports.reportsOf(retired);
  if (isMerge(link)) tally.recall(await filedForNextHolders(reportKeys, dependencies));
  for (const reportKey of reportKeys) {
    // an order of the other patient may contradict it again
    if (link.rule?.ends === true) tally.recall(await contradictedByOrders(reportKey, dependencies));
    // a person may decide about a move later, but a merge always applies
    const { only, renumbers } = link.rule ?? {};
    const asOf = only === undefined && renumbers === undefined ? undefined : occasion;
    for (const moved of await moveReport(reportKey, retired, link, dependencies, asOf)) {
      if (moved.kind === 'held') {
        // the results of one of the two are read again: see `filedWhileLinked`
        if (link.rule?.ends !== true) contradicted++;
        continue;
      }
      tally.count(moved);
      if (moved.version.report.holds.includes('identity-change')) tally.hold('identity-change', 0, link.at);
    }
  }
  return contradicted;
}

/** Whether the link is already stored in this form. */
async function isLinked(
  retired: string,
  link: PatientLink,
  { identities }: ContentDependencies,
): Promise<boolean> {
  const { links } = await identities.find({ aliases: [], patients: [retired] });
  return links.get(retired)?.some((one) => canonicalJson(one) === canonicalJson(link)) === true;
}

const notMoved: Issue = {
  ...error(
    errorCode.internal,
    'MRG',
    'A report of the retired patient names somebody else as well, and was not moved to the survivor',
  ),
  reason: 'patient-mismatch',
};

const unclear = (at: string): Issue => ({
  ...warning(
    errorCode.unknownKey,
    at,
    'It is not certain whose the number is: it names no assigner and not exactly one such patient is known, or several children share it',
  ),
  reason: 'identity-change',
});
