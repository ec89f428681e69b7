import type { Identifier } from '../../model/concept.ts';
import { patientKeysOf } from '../../model/identity.ts';
import type { PatientLink } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import { mergeFor } from './merged-twice.ts';
import {
  compareNewest,
  effectiveLinks,
  isMerge,
  isSameNumber,
  type Link,
  type LinkSubject,
  mergesOf,
  nothing,
  survivorOf,
} from './patient-links.ts';

/** The links in a report's parts. */
export const linksIn = (parts: readonly ReportPart[]): Link[] =>
  parts.flatMap(({ replaces, patient, watermark, linkRule, messageId }) =>
    replaces === undefined || patient === undefined || linkRule?.isVoid === true
      ? []
      : [{ retired: replaces, survivor: patient, rule: linkRule, messageId, watermark }],
  );

/** The accounts and visits that the parts with results name. */
export function subjectOfParts(parts: readonly ReportPart[]): LinkSubject {
  if (parts.every(({ replaces }) => replaces === undefined)) return nothing;
  const results = parts.filter(({ replaces }) => replaces === undefined);
  const links = linksIn(parts);
  return {
    results: results.flatMap(({ patient, watermark }) =>
      patient === undefined ? [] : [{ patient, statedAt: watermark.messageTime }],
    ),
    accounts: results.flatMap(({ patient, watermark }) =>
      numbersSince('account', patient?.account, watermark.messageTime, links),
    ),
    visits: results.flatMap(({ visit, watermark }) =>
      numbersSince('visit', visit?.number, watermark.messageTime, links),
    ),
  };
}

/** The number of an account or a visit, and those that registration gave it after a result named it. */
export function numbersSince(
  kind: 'account' | 'visit',
  number: Identifier | undefined,
  statedAt: number,
  links: readonly Link[],
): readonly Identifier[] {
  if (number === undefined) return [];
  const numbers = [number];
  const renumbered = links.flatMap(({ rule, watermark }) =>
    rule?.renumbers?.kind === kind && watermark.messageTime >= statedAt ? [rule.renumbers] : [],
  );
  for (const one of numbers)
    for (const { from, to } of renumbered)
      if (isSameNumber(one, from) && !numbers.some((other) => isSameNumber(other, to))) numbers.push(to);
  return numbers;
}

/**
 * Whether an account or a visit was moved from the patient after the results were stated, and the results do
 * not say which account or visit they belong to.
 */
export function waitsForMove(parts: readonly ReportPart[]): boolean {
  const moves = parts.filter(
    ({ linkRule }) =>
      linkRule?.only !== undefined && linkRule.isReleased !== true && linkRule.isVoid !== true,
  );
  if (moves.length === 0) return false;
  const { accounts, visits } = subjectOfParts(parts);
  const results = parts.filter(({ replaces }) => replaces === undefined);
  return moves.some(({ linkRule, replaces, watermark }) => {
    const own = linkRule?.only?.kind === 'account' ? accounts : visits;
    return (
      own.length === 0 &&
      results.some(
        (part) =>
          part.patient !== undefined &&
          patientKeysOf(part.patient).includes(replaces ?? '') &&
          part.watermark.messageTime <= watermark.messageTime,
      )
    );
  });
}

/**
 * Whether a number was merged into two people, or was exchanged with others, and nothing tells to which of them the
 * results belong.
 */
export function isMergedOpenly(parts: readonly ReportPart[]): boolean {
  const links = linksIn(parts);
  if (links.length < 2) return false;
  const subject = subjectOfParts(parts);
  const { results = [] } = subject;
  const newestFirst = links.toSorted(compareNewest);
  const { survivors } = effectiveLinks(links, subject);
  const isExchanged = results.some(({ patient, statedAt }) =>
    newestFirst.some(
      (link) =>
        isMerge(link) &&
        patientKeysOf(patient).includes(link.retired) &&
        statedAt <= link.watermark.messageTime &&
        !survivors.has(link.retired) &&
        isExchange(link, newestFirst),
    ),
  );
  if (isExchanged) return true;
  return [...new Set(links.map(({ retired }) => retired))].some(
    (retired) => mergeFor(mergesOf(retired, newestFirst), results)?.isOpen === true,
  );
}

/**
 * Whether newer merges lead from a link back to its number by way of a third, and not one after the other: numbers that
 * registration exchanges (A to X, B to A, X to B).
 */
function isExchange({ retired, survivor, watermark }: Link, newestFirst: readonly Link[]): boolean {
  let [key, time, isTurned] = [survivor.key, watermark.messageTime, false];
  for (let steps = 0; key !== retired && steps < newestFirst.length; steps++) {
    const next = newestFirst.find((link) => isMerge(link) && link.retired === key);
    if (next === undefined) return false;
    isTurned ||= steps > 0 && next.watermark.messageTime < time;
    [key, time] = [next.survivor.key, next.watermark.messageTime];
  }
  return key === retired && isTurned;
}

/** The keys of the patient whom a part names, and of the patient whom these links make of that one. */
export function patientKeysAfter(part: ReportPart, linkParts: readonly ReportPart[] = []): string[] {
  const { patient } = part;
  if (patient === undefined) return [];
  if (linkParts.length === 0) return [patient.key];
  const links = effectiveLinks(linksIn(linkParts), subjectOfParts([part, ...linkParts]));
  return [...new Set([patient.key, survivorOf(patient, links).key])];
}

/** A link as a part of a report of the retired patient. It adds no result, and names the new patient. */
export const linkPart = (retired: string, link: PatientLink): ReportPart => ({
  messageId: link.messageId,
  source: link.source,
  at: link.at,
  watermark: link.watermark,
  patient: link.survivor,
  replaces: retired,
  ...(link.rule === undefined ? {} : { linkRule: link.rule }),
  specimens: [],
  observations: [],
  notes: [],
  holds: [],
});
