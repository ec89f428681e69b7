import type { HoldReason } from '../model/hold-reason.ts';
import type { Patient } from '../model/patient.ts';
import type { Parent, Report, ReportedObservation, ReportPart } from '../model/report.ts';
import { assembleDocument } from './assemble-document.ts';
import { assembleResults, holdsOfResults, type PlacedResult } from './assemble-results.ts';
import { isOfDocument, lacksContent, withStandingContents } from './document-contents.ts';
import { lacksName, namingParents, withoutEndedParents } from './isolates/parent-results.ts';
import { compareParts, inOrder, leadersOf } from './part-order.ts';
import { currentParts, isCopy, isSamePlace } from './parts.ts';
import { isMergedOpenly, linksIn, subjectOfParts, waitsForMove } from './patients/links-of-parts.ts';
import { effectiveLinks, survivorOf } from './patients/patient-links.ts';
import { notesOf } from './report-notes.ts';
import { hasCorrectionOfSeveral, withEqualTests } from './results/equal-tests.ts';
import { hasTestInTwoSystems } from './results/two-systems.ts';
import { withOrigins } from './specimens/origins.ts';
import { tubeCancellationsIn } from './specimens/tube-cancellations.ts';
import { withoutRestated } from './specimens/tube-results.ts';
import { takeBack } from './statements/cancellations.ts';
import { levelOf, type Said, toPartDated } from './statements/statement.ts';
import { type Dated, orderOf } from './statements/statement-order.ts';

/** Computes the report from the set of its parts. */
export function assembleReport(
  identity: { readonly key: string; readonly processingId: string },
  unordered: readonly ReportPart[],
): Report {
  const kept = unordered.toSorted(compareParts);
  const parts = sortParts(kept);
  const { current, telling, live } = parts;
  const contents = contentsOf(parts);
  const leadingFirst = leadersOf(countingIn(live.length > 0 ? live : telling, contents));
  /** The value of the leading part. Where that part has none, the value of the next part that has one. */
  const latest = <K extends keyof ReportPart>(key: K): ReportPart[K] | undefined =>
    leadingFirst.find((part) => !isSilent(part[key]))?.[key];
  const named = leadingFirst.find((part) => part.patient !== undefined)?.patient;
  const links = effectiveLinks(linksIn(current), subjectOfParts(current));
  const patient = named === undefined ? undefined : survivorOf(named, links, patientsOf(telling));
  const origin = {
    observed: latest('observed'),
    observedEnd: latest('observedEnd'),
    parent: latest('parent'),
    specimens: latest('specimens') ?? [],
  };
  const { observations, specimens } = contents.withOrigins(origin);
  const isNameless = telling.some((part) => lacksName(part.parent));
  const nameOf = isNameless
    ? namingParents([...live, ...current.filter(isCopy)])
    : (parent: Parent) => parent;
  const { isWithdrawn } = contents;
  return {
    ...identity,
    source: telling[0]?.source ?? '',
    status: statusOf(leadingFirst, latest('status'), contents),
    patient,
    visit: latest('visit'),
    placerOrder: latest('placerOrder'),
    fillerOrder: latest('fillerOrder'),
    orderStatus: latest('orderStatus'),
    priority: latest('priority'),
    service: latest('service'),
    section: latest('section'),
    observed: origin.observed,
    observedEnd: origin.observedEnd,
    issued: latest('issued'),
    orderingProvider: latest('orderingProvider'),
    ...rareIn(latest),
    clinicalInformation: latest('clinicalInformation'),
    specimenAction: latest('specimenAction'),
    parent: origin.parent && nameOf(origin.parent),
    specimens: [...specimens],
    notes: [...(contents.notes ?? latest('notes') ?? [])],
    observations: isNameless ? observations.map((one) => withParent(one, nameOf)) : observations,
    holds: isWithdrawn ? [] : [...new Set([...contents.holds, ...holdsOfPatient(patient, current)])].sort(),
    ...(isWithdrawn ? { isWithdrawn } : {}),
    parts: kept,
  };
}

const withParent = (
  observation: ReportedObservation,
  nameOf: (parent: Parent) => Parent,
): ReportedObservation => {
  const { collection } = observation;
  return collection?.parent === undefined
    ? observation
    : { ...observation, collection: { ...collection, parent: nameOf(collection.parent) } };
};

/**
 * The parts that count, the leading one first. Where a part leaves a field of the head empty, the next part's value
 * counts. Empty if every part was withdrawn.
 */
export function leadingParts({ parts }: Pick<Report, 'parts'>): readonly ReportPart[] {
  const sorted = sortParts(parts.toSorted(compareParts));
  return leadersOf(countingIn(sorted.live, contentsOf(sorted)));
}

/** Without the cancellations that apply to another report. */
const countingIn = (parts: readonly ReportPart[], { counting }: Pick<Contents, 'counting'>): ReportPart[] =>
  parts.filter((part) => part.cancels === undefined || counting.has(part));

/** The places of the results that hold a report because they change a value without a mark (`unmarked-correction`). */
export const resultsInDoubt = ({ parts }: Pick<Report, 'parts'>): readonly Dated[] =>
  contentsOf(sortParts(parts.toSorted(compareParts))).results.flatMap(
    ({ holds, stated, inDoubt = [stated] }) =>
      holds.includes('unmarked-correction') ? inDoubt.map(({ lead }) => lead) : [],
  );

/** The persons and places of the order, and its amount. Most reports have none of them. */
const rare = [
  'collectedAmount',
  'orderingProviderAddress',
  'orderingFacility',
  'callBackPhones',
  'copiesTo',
  'reasons',
  'staff',
] as const;

const rareIn = (
  latest: <K extends (typeof rare)[number]>(key: K) => ReportPart[K] | undefined,
): Pick<Report, (typeof rare)[number]> =>
  Object.fromEntries(rare.map((name) => [name, latest(name)]).filter(([, value]) => value !== undefined));

function sortParts(kept: readonly ReportPart[]): Parts {
  const all = withEqualTests(kept);
  const current = currentParts(all);
  const telling = withStandingContents(
    inOrder(current.filter((part) => part.replaces === undefined && !isCopy(part))),
  );
  return { all, current, telling, live: telling.filter((part) => part.isWithdrawn !== true) };
}

function holdsOfPatient(patient: Patient | undefined, current: readonly ReportPart[]): HoldReason[] {
  const holds: HoldReason[] = patient === undefined ? ['no-patient'] : [];
  const live = current.filter((part) => part.isWithdrawn !== true);
  return waitsForMove(live) || isMergedOpenly(live) ? [...holds, 'identity-change'] : holds;
}

const patientsOf = (parts: readonly ReportPart[]): Patient[] => parts.flatMap(({ patient }) => patient ?? []);

const isSilent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

/**
 * OBR-25 of the leading part. A newer preliminary result makes a final report partial (`A`) again. A cancelled
 * order or sample does not cancel the report while results of other parts stand.
 */
function statusOf(
  leadingFirst: readonly ReportPart[],
  said: string | undefined,
  { results, counting }: Pick<Contents, 'results' | 'counting'>,
): string | undefined {
  const [leading] = leadingFirst;
  const isCancelled =
    leading?.cancels !== undefined || said === 'X' || (counting.size > 0 && !results.some(isStanding));
  const standing = new Set(
    isCancelled ? results.filter(isStanding).map(({ stated }) => stated.lead.part) : [],
  );
  if (isCancelled && (leading === undefined || standing.size === 0 || standing.has(leading))) return 'X';
  const status = isCancelled ? leadingFirst.find((part) => standing.has(part))?.status : said;
  if (leading === undefined || (status !== 'F' && status !== 'C')) return status;
  const dated = toPartDated(leading);
  const isPartial = results.some(
    ({ stated, observation }) =>
      levelOf(stated.lead) === 1 &&
      !settledStatuses.has(observation.status ?? '') &&
      orderOf([stated, dated]).compareClocks(stated, dated) > 0,
  );
  return isPartial ? 'A' : status;
}

const isStanding = ({ observation }: PlacedResult): boolean =>
  !['W', 'D', 'X'].includes(observation.status ?? '');

/** The result was taken back, or a U or V without a value settled it. */
const settledStatuses: ReadonlySet<string> = new Set(['W', 'X', 'U', 'V']);

/** The data of a report besides its head. */
interface Contents {
  readonly results: readonly PlacedResult[];
  /** The cancellations that apply to this report. */
  readonly counting: ReadonlySet<ReportPart>;
  readonly holds: readonly HoldReason[];
  readonly isWithdrawn: boolean;
  /** Undefined: the notes of the leading part apply. */
  readonly notes: Report['notes'] | undefined;
  withOrigins(head: Pick<ReportPart, 'observed' | 'observedEnd' | 'parent' | 'specimens'>): {
    readonly observations: ReportedObservation[];
    readonly specimens: Report['specimens'];
  };
}

interface Parts {
  readonly all: readonly ReportPart[];
  readonly current: readonly ReportPart[];
  /** Parts that are not patient links, oldest first. */
  readonly telling: readonly ReportPart[];
  readonly live: readonly ReportPart[];
}

const contentsOf = (parts: Parts): Contents =>
  isOfDocument(parts.telling) ? contentsOfDocument(parts) : contentsOfResults(parts);

function contentsOfDocument({ all, current, telling, live }: Parts): Contents {
  const leadingFirst = leadersOf(live.length > 0 ? live : telling);
  /** The part that states the whole report. Results that it leaves out no longer count. */
  const whole = leadingFirst.find(({ isWhole }) => isWhole === true);
  const end = leadingFirst.find(({ isEnd, isWhole }) => isEnd === true || isWhole === true);
  const isUnknown = lacksContent(live);
  const isTakenBack = end?.isEnd === true && !isUnknown;
  const observations = assembleDocument([...droppedIn(all, current), ...telling.map(toSaid)], {
    whole,
    isTakenBack,
  });
  return {
    results: [],
    counting: new Set(),
    holds: [...live.flatMap(({ holds }) => holds), ...(isUnknown ? ['nothing-to-correct' as const] : [])],
    isWithdrawn: isTakenBack || live.length === 0,
    notes: undefined,
    withOrigins: ({ specimens }) => ({ observations, specimens }),
  };
}

function contentsOfResults({ all, current, telling, live }: Parts): Contents {
  const said = [...droppedIn(all, current), ...telling.map(toSaid)];
  const assembled = assembleResults(said);
  const copies = current.filter(isCopy);
  const stated = withoutRestated(assembled.results, copies);
  const cancellations = tubeCancellationsIn(copies);
  const { results: kept, counting, holds } = takeBack(stated, [...live, ...cancellations]);
  const results = withoutEndedParents(kept, [
    ...live,
    ...copies.filter(({ statesParent }) => statesParent !== undefined),
  ]);
  // what the report itself says: an order that it cancels is cancelled, not withdrawn
  const own =
    cancellations.length === 0 && stated === assembled.results
      ? kept
      : takeBack(assembled.results, live).results;
  const standing = new Set<ReportPart>();
  for (const { stated } of results) standing.add(stated.lead.part);
  return {
    results,
    counting,
    holds: [
      // holds of superseded parts do not hold the report
      ...live.flatMap((part) => (part.observations.length === 0 || standing.has(part) ? part.holds : [])),
      ...holdsOfResults({ ...assembled, results }),
      ...(hasCorrectionOfSeveral(live) || hasTestInTwoSystems(results) ? ['set-unclear' as const] : []),
      ...holds,
    ],
    isWithdrawn: telling.length > 0 && (live.length === 0 || hasEnded(results, own)),
    notes: notesOf(live.length > 0 ? live : telling, results),
    withOrigins: (head) => withOrigins(results, head),
  };
}

/** Whether the report has no result left because statements of others ended those that it makes itself. */
const hasEnded = (results: readonly PlacedResult[], own: readonly PlacedResult[]): boolean =>
  own.some(isStanding) && !results.some(isStanding);

const toSaid = (part: ReportPart): Said => ({
  part,
  observations: part.observations,
  isWithdrawn: part.isWithdrawn === true,
});

/**
 * The statements of earlier readings that the latest reading of the message no longer makes. Each slot of a
 * place occurs once, as it was last read.
 */
function droppedIn(all: readonly ReportPart[], current: readonly ReportPart[]): Said[] {
  if (all.length === current.length) return [];
  const dropped = new Map<string, Said>();
  for (const part of all) {
    const now = current.find((other) => isSamePlace(other, part));
    if (now === part) continue;
    const said = new Set(now?.observations.map(({ slot }) => slot));
    for (const observation of part.observations)
      if (!said.has(observation.slot))
        dropped.set(`${part.messageId} ${part.at} ${observation.slot}`, {
          part,
          observations: [observation],
          isWithdrawn: true,
        });
  }
  return [...dropped.values()];
}
