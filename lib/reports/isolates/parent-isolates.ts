import type { Identifier } from '../../model/concept.ts';
import type { Observation, Value } from '../../model/observation.ts';
import { isNothingGrown, mayBeIsolate, mayBeOrganism } from '../../model/organisms.ts';
import type { Parent, ReportPart } from '../../model/report.ts';
import { assembleResults, type PlacedResult } from '../assemble-results.ts';
import { isSameSpelling } from '../find/number-spelling.ts';
import { takeBack } from '../statements/cancellations.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { endOf, type IsolateEnd } from './isolate-end.ts';
import { isStain } from './organism-descriptions.ts';

/** An isolate with everything that its culture says of it. */
export interface Isolate {
  readonly rows: readonly StatedResult[];
  readonly codes: ReadonlySet<string>;
  /** Its name in its standing statement, in several forms. */
  readonly name: ReadonlySet<string>;
  /** Every name that it ever had. */
  readonly names: ReadonlySet<string>;
  /** Whether it was only ever an answer (`Positive`, `Negative`), as in a serology, and never an organism. */
  readonly isAnswer: boolean;
  /** Whether it ever had the name of an organism, which is neither an answer nor `No growth`. */
  readonly hasGrown: boolean;
  /** Whether one of these names is more than a description of its Gram stain. */
  readonly isNamed: boolean;
  readonly end: IsolateEnd | undefined;
  /** Its standing name as readers see it, and the OBX-4 of that statement. */
  readonly title: string | undefined;
  readonly subId: string | undefined;
}

/** One culture: the isolates under one service (OBR-4) of one order. */
export interface Culture {
  readonly order: OrderNumbers;
  readonly isolates: readonly Isolate[];
}

interface OrderNumbers {
  readonly fillers: readonly Identifier[];
  readonly placers: readonly Identifier[];
}

export const isIsolate = ({ subId, valueType, code }: Observation): boolean =>
  mayBeIsolate({ subId, valueType, codes: code.codings.map((coding) => coding.code) });

export const isGone = (status: string | undefined): boolean =>
  status === 'W' || status === 'D' || status === 'X';

/** The isolates that these parts state, by culture. A stain, a fungal culture and a second bottle are others. */
export const culturesIn = (parts: readonly ReportPart[]): Culture[] =>
  groupsIn(parts).flatMap((group) => {
    const isolates = isolatesIn(group.parts);
    return isolates.length === 0 ? [] : [{ order: group, isolates }];
  });

function isolatesIn(parts: readonly ReportPart[]): Isolate[] {
  const said = parts.map((part) => ({
    part,
    observations: part.observations.filter(isIsolate),
    isWithdrawn: part.isWithdrawn === true,
  }));
  const live = parts.filter(({ isWithdrawn }) => isWithdrawn !== true);
  return takeBack(assembleResults(said).results, live).results.map(toIsolate);
}

function toIsolate({ all, observation, stated }: PlacedResult): Isolate {
  const values = all.flatMap(({ lead }) => lead.observation.values);
  return {
    rows: all.flatMap((one) => [
      one,
      ...one.repeats.map((lead) => ({ ...one, lead, messageId: lead.messageId })),
    ]),
    codes: new Set(observation.code.codings.map(({ code }) => code)),
    name: namesOf(observation.values),
    names: namesOf(values),
    isAnswer: values.length > 0 && !values.some(mayBeOrganism),
    hasGrown: values.some(isOrganism),
    isNamed: values.some((value) => isOrganism(value) && ![...namesOf([value])].some(isStain)),
    title: titleOf(observation.values),
    subId: observation.subId,
    end: endOf(all, isGone(observation.status) && !isGone(stated.lead.observation.status)),
  };
}

/** The words of the only value, if it is the name of an organism. */
function titleOf([value, ...others]: readonly Value[]): string | undefined {
  if (value === undefined || others.length > 0 || !isOrganism(value)) return undefined;
  if (value.kind !== 'coded') return value.text;
  const { text, codings } = value.concept;
  return text ?? codings.find(({ display }) => display !== undefined)?.display;
}

const isOrganism = (value: Value): boolean => mayBeOrganism(value) && !isNothingGrown(value);

/** A name in all its forms: its codes and words, for comparison. */
export const namesOf = (values: readonly Value[]): ReadonlySet<string> =>
  new Set(
    values
      .flatMap((value) =>
        value.kind === 'coded'
          ? [value.concept.text, ...value.concept.codings.flatMap(({ code, display }) => [code, display])]
          : [value.text],
      )
      .flatMap((name) => name?.toLowerCase() ?? []),
  );

interface Group {
  readonly fillers: Identifier[];
  readonly placers: Identifier[];
  readonly services: Set<string>;
  readonly parts: ReportPart[];
}

/**
 * The parts of each order and service. Parts that name both come first. One that lacks a number or the service, such as
 * the cancellation of the whole order, is said of every group that it does not contradict.
 */
function groupsIn(parts: readonly ReportPart[]): readonly Group[] {
  const byNames = Map.groupBy(parts, whatNames);
  let groups: readonly Group[] = [];
  for (const part of byNames.get('order and service') ?? []) {
    const same = new Set(groups.filter((group) => isOfService(part, group) && hasFiller(part, group)));
    groups = [...groups.filter((group) => !same.has(group)), groupOf(part, [...same])];
  }
  for (const part of [...(byNames.get('service') ?? []), ...(byNames.get('no service') ?? [])]) {
    const same = groups.filter((group) => isOfService(part, group) && isOfOrder(part, group));
    for (const group of same) add(part, group);
    if (same.length === 0) groups = [...groups, groupOf(part, [])];
  }
  return groups;
}

function whatNames(part: ReportPart): 'order and service' | 'service' | 'no service' {
  if (servicesOf(part).length === 0) return 'no service';
  return part.fillerOrder === undefined ? 'service' : 'order and service';
}

/** A group with the part. Groups that the part shows to be one become one. */
function groupOf(part: ReportPart, [first, ...others]: readonly Group[]): Group {
  const group = first ?? { fillers: [], placers: [], services: new Set<string>(), parts: [] };
  for (const one of [...others.flatMap(({ parts }) => parts), part]) add(one, group);
  return group;
}

function add(part: ReportPart, group: Group): void {
  group.parts.push(part);
  addNumber(part.fillerOrder, group.fillers);
  addNumber(part.placerOrder, group.placers);
  for (const service of servicesOf(part)) group.services.add(service);
}

function addNumber(number: Identifier | undefined, numbers: Identifier[]): void {
  if (number !== undefined && !isAmong(number, numbers)) numbers.push(number);
}

/** The codes of OBR-4. Its words, if it has no code. */
function servicesOf({ service }: ReportPart): readonly string[] {
  const codes = service?.codings.map(({ code }) => code.toLowerCase()) ?? [];
  return codes.length > 0 || service?.text === undefined ? codes : [service.text.toLowerCase()];
}

function isOfService(part: ReportPart, { services }: Group): boolean {
  const own = servicesOf(part);
  return own.length === 0 || services.size === 0 || own.some((one) => services.has(one));
}

const hasFiller = ({ fillerOrder }: ReportPart, { fillers }: Group): boolean =>
  fillerOrder !== undefined && isAmong(fillerOrder, fillers);

/** Whether OBR-29, or an order, may name the order of a culture. Placer numbers count if there are no two filler numbers. */
export function isOfOrder(
  { fillerOrder, placerOrder }: Pick<Parent, 'fillerOrder' | 'placerOrder'>,
  { fillers, placers }: OrderNumbers,
): boolean {
  if (fillerOrder !== undefined && fillers.length > 0) return isAmong(fillerOrder, fillers);
  return placerOrder === undefined || placers.length === 0 || isAmong(placerOrder, placers);
}

const isAmong = (number: Identifier, numbers: readonly Identifier[]): boolean =>
  numbers.some(({ value }) => isSameSpelling(value, number.value));
