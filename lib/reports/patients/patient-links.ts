import type { Identifier } from '../../model/concept.ts';
import { mayLead, patientKeyOf, patientKeysOf } from '../../model/identity.ts';
import type { LinkRule, Patient, PatientLink } from '../../model/patient.ts';
import { Groups } from './groups.ts';
import { mergeFor, type Named } from './merged-twice.ts';
import { samePatient } from './same-patient.ts';

/** One patient was merged into another, wholly or as far as `rule` says. */
export interface Link {
  /** The key of the retired patient. */
  readonly retired: string;
  readonly survivor: Patient;
  readonly rule?: LinkRule | undefined;
  readonly messageId: string;
  readonly watermark: PatientLink['watermark'];
}

/** The accounts and visits that a report belongs to. */
export interface LinkSubject {
  readonly accounts: readonly Identifier[];
  readonly visits: readonly Identifier[];
  /** The patients of its results: see `mergeFor`. */
  readonly results?: readonly Named[] | undefined;
}

export const nothing: LinkSubject = { accounts: [], visits: [] };

/** The links that count for a report. */
export interface EffectiveLinks {
  /** The surviving patient, by the key of the retired patient. */
  readonly survivors: ReadonlyMap<string, Patient>;
  /** Pairs of patient numbers that belong to one person although neither is retired. */
  readonly aliases: readonly { readonly key: string; readonly other: Patient }[];
}

/**
 * Selects the links that count for a report. For each retired patient, the newest link that was not ended
 * later counts. In a circle of links, all but the oldest count, so that a merge in the opposite direction
 * undoes an earlier one. An account or visit that was moved stays moved, whatever happens to its former
 * patient.
 */
export function effectiveLinks(links: readonly Link[], subject: LinkSubject = nothing): EffectiveLinks {
  if (links.length === 0) return { survivors: new Map(), aliases: [] };
  const newestFirst = links.filter((link) => isAbout(link, subject)).toSorted(compareNewest);
  const chosen = new Map<string, Link>();
  const aliases: { key: string; other: Patient }[] = [];
  const ends = newestFirst.filter(({ rule }) => rule?.ends === true);
  for (const link of newestFirst) {
    if (link.rule?.ends === true || link.rule?.renumbers !== undefined) continue;
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
  for (const [retired, link] of chosen)
    if (link.rule?.only === undefined)
      chosen.set(retired, mergeFor(mergesOf(retired, newestFirst), subject.results ?? [])?.link ?? link);
  const survivors = new Map<string, Patient>();
  for (const link of [...chosen.values()].toSorted(compareNewest)) {
    const isEnded = ends.some((end) => isEndOf(end, link));
    if (!isEnded && !isReachable(link.survivor, link.retired, survivors))
      survivors.set(link.retired, link.survivor);
  }
  return { survivors, aliases };
}

/** The merges of a number that were not ended, the newest first. */
export const mergesOf = (retired: string, newestFirst: readonly Link[]): readonly Link[] => {
  const ends = newestFirst.filter(({ rule }) => rule?.ends === true);
  return newestFirst.filter(
    (link) => link.retired === retired && isMerge(link) && !ends.some((end) => isEndOf(end, link)),
  );
};

/** A whole merge. Moves of accounts and visits, and links (A24), leave the number in use. */
export const isMerge = ({ rule }: Pick<Link, 'rule'>): boolean =>
  rule?.only === undefined &&
  rule?.renumbers === undefined &&
  rule?.isAlias !== true &&
  rule?.ends !== true &&
  rule?.isVoid !== true;

export const compareNewest = (a: Link, b: Link): number =>
  b.watermark.messageTime - a.watermark.messageTime ||
  b.watermark.receivedTime - a.watermark.receivedTime ||
  (a.messageId < b.messageId ? 1 : a.messageId > b.messageId ? -1 : 0);

/** Whether an end (A37) is newer than the link and names the same two patients. */
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

/** A missing assigner matches any assigner. */
export const isSameNumber = (a: Identifier, b: Identifier): boolean =>
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

/**
 * The next patient of the chain. A link that leads back to the patient is skipped: a survivor may keep the
 * retired number.
 */
function nextOf(patient: Patient, links: ReadonlyMap<string, Patient>): Patient | undefined {
  return patientKeysOf(patient)
    .map((key) => links.get(key))
    .find((next) => next !== undefined && next.key !== patient.key);
}

/**
 * The surviving patient of a person. `aliases` are other descriptions of the same person that a merge may
 * have named.
 */
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
 * Whether all descriptions belong to one person. Each must be joined with the rest by an identifying number
 * or by a merge. Two numbers of one kind in one list are two people, unless one description has both or a
 * merge joins them.
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

/**
 * Whether two descriptions have different numbers of one kind in one list, and nothing joins those numbers.
 */
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
      // a merge may name any number of a person, and applies to all of them
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
