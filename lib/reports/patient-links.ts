import type { Identifier } from '../model/concept.ts';
import { mayLead, patientKeyOf, patientKeysOf } from '../model/identity.ts';
import type { LinkRule, Patient, PatientLink } from '../model/patient.ts';
import type { ReportPart } from '../model/report.ts';
import { Groups } from './groups.ts';
import { samePatient } from './same-patient.ts';

/** That one patient is another now, or as much of it as its rule says. */
export interface Link {
  /** The key of the retired patient. */
  readonly retired: string;
  readonly survivor: Patient;
  readonly rule?: LinkRule | undefined;
  readonly messageId: string;
  readonly watermark: PatientLink['watermark'];
}

/** What a report belongs to besides its patient. */
export interface LinkSubject {
  readonly accounts: readonly Identifier[];
  readonly visits: readonly Identifier[];
}

const nothing: LinkSubject = { accounts: [], visits: [] };

/** The links that count. */
export interface EffectiveLinks {
  /** Who somebody is now, by the key that is retired. */
  readonly survivors: ReadonlyMap<string, Patient>;
  /** Whose numbers are of one person as well. */
  readonly aliases: readonly { readonly key: string; readonly other: Patient }[];
}

/**
 * The links that count for a report: the newest of each retired patient that was not ended since, and of a circle
 * all but its oldest. So a merge that is said the other way round later is undone. What was moved with its account
 * or visit stays moved, whoever its patient is merged into.
 */
export function effectiveLinks(links: readonly Link[], subject: LinkSubject = nothing): EffectiveLinks {
  if (links.length === 0) return { survivors: new Map(), aliases: [] };
  const newestFirst = links.filter((link) => isAbout(link, subject)).toSorted(compareNewest);
  const chosen = new Map<string, Link>();
  const aliases: { key: string; other: Patient }[] = [];
  const ends = newestFirst.filter(({ rule }) => rule?.ends === true);
  for (const link of newestFirst) {
    if (link.rule?.ends === true) continue;
    const isEnded = ends.some((end) => isEndOf(end, link));
    if (link.rule?.isAlias === true) {
      if (!isEnded) aliases.push({ key: link.retired, other: link.survivor });
      continue;
    }
    const standing = chosen.get(link.retired);
    const isMove = link.rule?.only !== undefined;
    if (standing === undefined || (isMove && standing.rule?.only === undefined))
      chosen.set(link.retired, link);
  }
  const survivors = new Map<string, Patient>();
  for (const link of [...chosen.values()].toSorted(compareNewest)) {
    const isEnded = ends.some((end) => isEndOf(end, link));
    if (!isEnded && !isReachable(link.survivor, link.retired, survivors))
      survivors.set(link.retired, link.survivor);
  }
  return { survivors, aliases };
}

const compareNewest = (a: Link, b: Link): number =>
  b.watermark.messageTime - a.watermark.messageTime ||
  b.watermark.receivedTime - a.watermark.receivedTime ||
  (a.messageId < b.messageId ? 1 : a.messageId > b.messageId ? -1 : 0);

/** Whether an end (A37) is of exactly these two, and newer. */
const isEndOf = (end: Link, link: Link): boolean =>
  link.rule?.only === undefined &&
  compareNewest(end, link) < 0 &&
  (end.retired === link.retired || link.rule?.with?.includes(end.retired) === true) &&
  samePatient(end.survivor, link.survivor);

function isAbout({ rule }: Link, subject: LinkSubject): boolean {
  if (rule?.only === undefined) return true;
  const { kind, id } = rule.only;
  const own = kind === 'account' ? subject.accounts : subject.visits;
  return own.some((one) => isSameNumber(one, id));
}

/** A missing assigner fits any. */
const isSameNumber = (a: Identifier, b: Identifier): boolean =>
  a.value === b.value && (a.scope === b.scope || isOwn(a) || isOwn(b));

const isOwn = ({ assigner }: Identifier): boolean =>
  assigner.namespace === undefined && assigner.universalId === undefined;

/** Whether links lead from a patient to a key. */
function isReachable(patient: Patient, key: string, links: ReadonlyMap<string, Patient>): boolean {
  const seen = new Set<string>();
  let current: Patient | undefined = patient;
  while (current !== undefined && current.key !== key && !seen.has(current.key)) {
    seen.add(current.key);
    current = nextOf(current, links);
  }
  return current?.key === key;
}

/** A survivor may keep the retired number among their own: that leads nowhere. */
function nextOf(patient: Patient, links: ReadonlyMap<string, Patient>): Patient | undefined {
  return patientKeysOf(patient)
    .map((key) => links.get(key))
    .find((next) => next !== undefined && next.key !== patient.key);
}

/** Who a patient is now. `aliases` are other descriptions of the same person, which a merge may have named. */
export function survivorOf(
  patient: Patient,
  { survivors }: EffectiveLinks,
  aliases: readonly Patient[] = [],
): Patient {
  if (survivors.size === 0) return patient;
  const named = [patient, ...aliases.filter((alias) => samePatient(alias, patient))];
  let current = named
    .map((name) => nextOf(name, survivors))
    .find((next) => next !== undefined && next.key !== patient.key);
  if (current === undefined) return patient;
  const seen = new Set<string>([patient.key]);
  for (let next: Patient | undefined = current; next !== undefined && !seen.has(next.key); ) {
    seen.add(next.key);
    current = next;
    next = nextOf(next, survivors);
  }
  return current;
}

/**
 * Whether descriptions are all of one person: each is joined with the rest by a number that names people, or by a
 * merge. Two numbers of one kind and one list are two people, unless one description has both or a merge joins them.
 */
export function areOnePerson(patients: readonly Patient[], links: EffectiveLinks): boolean {
  const [first, ...rest] = patients;
  if (
    first === undefined ||
    rest.every((one) => one.key === first.key && one.birthOrder === first.birthOrder)
  )
    return true;
  const people = new Groups();
  for (const one of [...patients, ...links.survivors.values()]) people.join(patientKeysOf(one));
  joinLinks(people, links);
  return (
    rest.every(({ key }) => people.areJoined(key, first.key)) &&
    new Set(patients.flatMap(({ birthOrder }) => birthOrder ?? [])).size <= 1 &&
    !haveTwoNumbers(patients, links)
  );
}

function joinLinks(groups: Groups, { survivors, aliases }: EffectiveLinks): void {
  for (const [retired, survivor] of survivors) groups.join([retired, ...patientKeysOf(survivor)]);
  for (const { key, other } of aliases) groups.join([key, ...patientKeysOf(other)]);
}

/** Whether two of them have numbers of one kind and one list, and nothing says that both are one person's. */
function haveTwoNumbers(patients: readonly Patient[], links: EffectiveLinks): boolean {
  const said = new Groups();
  const known = new Map<string, Set<string>>();
  const described = [...patients, ...links.survivors.values()];
  for (const { identifiers } of described)
    for (const [list, keys] of Map.groupBy(identifiers.filter(mayLead), listOf)) {
      const numbers = keys.map(patientKeyOf);
      said.join(numbers);
      known.set(list, new Set([...(known.get(list) ?? []), ...numbers]));
    }
  const linked = new Set([...links.survivors.keys(), ...links.aliases.map(({ key }) => key)]);
  if (linked.size > 0)
    for (const one of described) {
      const keys = patientKeysOf(one);
      // a merge may name any number of somebody, and is about all of them
      if (keys.some((key) => linked.has(key))) said.join(keys);
    }
  joinLinks(said, links);
  const named = patients.map(({ identifiers }) => identifiers.filter(mayLead));
  return [...known.keys()].some((list) => {
    const [first, ...others] = named
      .flatMap((ids) => ids.filter((id) => listOf(id) === list))
      .map(patientKeyOf);
    return first !== undefined && others.some((other) => !said.areJoined(first, other));
  });
}

const listOf = ({ type, scope }: Identifier): string => JSON.stringify([type ?? null, scope]);

/** The links that a report's parts tell of. */
export const linksIn = (parts: readonly ReportPart[]): Link[] =>
  parts.flatMap(({ replaces, patient, watermark, linkRule, messageId }) =>
    replaces === undefined || patient === undefined
      ? []
      : [{ retired: replaces, survivor: patient, rule: linkRule, messageId, watermark }],
  );

/** The accounts and visits that the results of a report are said to be of. */
export function subjectOfParts(parts: readonly ReportPart[]): LinkSubject {
  if (parts.every(({ linkRule }) => linkRule?.only === undefined)) return nothing;
  const results = parts.filter(({ replaces }) => replaces === undefined);
  return {
    accounts: results.flatMap(({ patient }) => patient?.account ?? []),
    visits: results.flatMap(({ visit }) => visit?.number ?? []),
  };
}

/**
 * Whether an account or a visit was moved from the patient, the results were said before that, and nothing says
 * which account or visit they are of.
 */
export function waitsForMove(parts: readonly ReportPart[]): boolean {
  const moves = parts.filter(({ linkRule }) => linkRule?.only !== undefined && linkRule.isReleased !== true);
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

/** A link as a part of a report of the retired patient: it adds no result, and says whose they are. */
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
