import type { Observation } from '../../model/observation.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { currentParts } from '../parts.ts';
import { areOneCode, sentCodes } from '../results/equal-codes.ts';
import { isRenamedCode } from '../results/local-codes.ts';

type Correcting = Pick<ReportPart, 'status' | 'observations'>;

/** Whether a part corrects or takes back: OBR-25 C or X, or a result with OBX-11 A, B, C, D, W or X. */
export const correctsAnything = (part: Correcting): boolean =>
  part.observations.some((observation) => corrects(part, observation));

/** Whether a result corrects or is taken back. */
export const corrects = (
  { status }: Pick<Correcting, 'status'>,
  observation: Pick<Observation, 'status'>,
): boolean =>
  status === 'C' || status === 'X' || ['A', 'B', 'C', 'D', 'W', 'X'].includes(observation.status ?? '');

/**
 * Whether a report without numbers is the one that a part without numbers means. Both are of one patient. A
 * correction means the report with the same test, minute and device, whatever the value. Any other part
 * means a report of which only corrections have come so far, or which has its values already.
 */
export function isMeantBy(part: ReportPart, { report }: Pick<ReportVersion, 'report'>): boolean {
  const isCorrection = correctsAnything(part);
  const compared = part.observations.filter((one) => !isCorrection || corrects(part, one));
  const pairs = pairsOf({ part, compared }, report);
  if (pairs.every(({ same }) => same.length === 0)) return false;
  return isCorrection || !pairs.some(hasOtherOriginal);
}

/** Whether a report has an original of the same test, minute and device as a result of the part, with another value. */
export const isContradictedBy = (part: ReportPart, report: Pick<Report, 'parts'>): boolean =>
  pairsOf({ part, compared: part.observations }, report).some(hasOtherOriginal);

/** A result with those of a report that are of the same test, minute and device. */
interface Pair {
  readonly observation: Observation;
  readonly same: readonly Stated[];
}

function pairsOf(
  { part, compared }: { readonly part: ReportPart; readonly compared: readonly Observation[] },
  report: Pick<Report, 'parts'>,
): readonly Pair[] {
  const byPlace = Map.groupBy(
    statedIn(report).flatMap((other) => placesOf(other).map((place) => ({ place, other }))),
    ({ place }) => place,
  );
  return compared.map((observation) => {
    const one = { part, observation };
    const near = placesOf(one).flatMap((place) => byPlace.get(place) ?? []);
    return { observation, same: near.map(({ other }) => other).filter((other) => isSameTest(one, other)) };
  });
}

function hasOtherOriginal({ observation, same }: Pair): boolean {
  const originals = same.filter((other) => !corrects(other.part, other.observation));
  return (
    originals.length > 0 &&
    originals.every((other) => valueText(other.observation) !== valueText(observation))
  );
}

/** Whether a report states every result of another, with the same values. */
export function restates(report: Pick<Report, 'parts'>, other: Pick<Report, 'parts'>): boolean {
  const byPlace = Map.groupBy(
    statedIn(other).flatMap((one) => placesOf(one).map((place) => ({ place, one }))),
    ({ place }) => place,
  );
  return statedIn(report).every((stated) =>
    placesOf(stated).some((place) =>
      byPlace
        .get(place)
        ?.some(
          ({ one }) =>
            isSameTest(stated, one) && valueText(stated.observation) === valueText(one.observation),
        ),
    ),
  );
}

/**
 * Whether every message of a report without numbers was sent again for another: same service, tests, minutes, devices and
 * values, and no correction.
 */
export const isSentAgain = (report: Pick<Report, 'parts'>, other: Pick<Report, 'parts'>): boolean => {
  const known = stating(other);
  return stating(report).every(
    (part) => !correctsAnything(part) && known.some((one) => haveSameContent(part, one)),
  );
};

const stating = ({ parts }: Pick<Report, 'parts'>): readonly ReportPart[] =>
  currentParts(parts).filter(
    ({ observations, isWithdrawn }) => observations.length > 0 && isWithdrawn !== true,
  );

function haveSameContent(a: ReportPart, b: ReportPart): boolean {
  const [some, others] = [{ parts: [a] }, { parts: [b] }];
  return (
    a.observations.length === b.observations.length &&
    JSON.stringify(a.observations.map(({ equipment }) => equipment)) ===
      JSON.stringify(b.observations.map(({ equipment }) => equipment)) &&
    JSON.stringify(a.service?.codings ?? a.service?.text) ===
      JSON.stringify(b.service?.codings ?? b.service?.text) &&
    restates(some, others) &&
    restates(others, some)
  );
}

/** A result with the part that states it. */
export interface Stated {
  readonly part: Pick<ReportPart, 'observed' | 'status'>;
  readonly observation: Observation;
}

/** Every result that the parts of a report state. */
export const statedIn = ({
  parts,
}: Pick<Report, 'parts'>): readonly (Stated & { readonly part: ReportPart })[] =>
  currentParts(parts)
    .filter(({ joins, isWithdrawn }) => joins === undefined && isWithdrawn !== true)
    .flatMap((part) => part.observations.map((observation) => ({ part, observation })));

/** The places at which two can be the same test: a code, OBX-4 and the minute. */
export function placesOf(stated: Stated): string[] {
  const minute = minuteOf(stated);
  return minute === undefined ? [] : placesAt(minute, stated);
}

/** The places at which two can be the same test if one has no time. */
export const placesAtAnyTime = (stated: Stated): string[] => placesAt(null, stated);

function placesAt(minute: number | null, { observation: { code, subId } }: Stated): string[] {
  const codes = sentCodes(code.codings).map((one) => one.code);
  const names = codes.length === 0 ? [code.text] : codes;
  return [...new Set(names)].map((name) => JSON.stringify([name, subId ?? '', minute]));
}

/** The same test by the same device, of two at one place. A missing device equals any. */
export const isSameTest = (a: Stated, b: Stated): boolean =>
  isSameCode(a.observation, b.observation) && isSameDevice(a.observation, b.observation);

function isSameCode({ code: a }: Observation, { code: b }: Observation): boolean {
  const [ours, theirs] = [sentCodes(a.codings), sentCodes(b.codings)];
  return ours.length === 0 && theirs.length === 0
    ? a.text === b.text
    : areOneCode(ours, theirs) || isRenamedCode(a, b);
}

const isSameDevice = ({ equipment: a }: Observation, { equipment: b }: Observation): boolean =>
  a.length === 0 || b.length === 0 || JSON.stringify(a) === JSON.stringify(b);

const valueText = ({ values, unit }: Observation): string =>
  JSON.stringify([values.map(({ text }) => text), unit?.codings[0]?.code ?? unit?.text]);

/** Minutes since 1970. Undefined if no minute was sent. */
export function minuteOf({ part, observation }: Stated): number | undefined {
  const said = [part.observed, observation.observed, observation.analyzed].find(hasMinute);
  return said === undefined ? undefined : Math.floor(Date.parse(said.iso) / 60_000);
}

const hasMinute = (time: Timestamp | undefined): boolean => time?.iso.includes('T') === true;
