import type { Concept } from '../../model/concept.ts';
import { isNothingGrown, mayBeOrganism, organismCodes } from '../../model/organisms.ts';
import { isSusceptibility } from '../../model/susceptibility.ts';
import type { Entry, StatedResult } from '../statements/stated-results.ts';
import { isSettled } from '../statements/statement.ts';
import { type Member, newest, subIdOf } from './set-member.ts';

/** Sections (HL7 table 0074) that grow cultures: microbiology, mycobacteriology, mycology. */
const cultureSections: ReadonlySet<string> = new Set(['MB', 'MCB', 'MYC']);

/** What laboratories call a culture (OBR-4), or the test that names what grew in it (OBX-3); `Occult blood` is none. */
const cultureWords =
  /(?<!oc|ffi)cult|kultur|isol|organism|bact|bakt|erreger|keim|germ|fung|pilz|myc|mi[ck]rob/i;

/**
 * Whether a row names an isolate: it has the code of an organism, or it is a name and its section, service or test is of
 * microbiology.
 */
export const namesIsolate = ({ lead: { observation, part } }: StatedResult): boolean =>
  observation.code.codings.some(({ code }) => organismCodes.has(code)) ||
  (!isSusceptibility(observation) &&
    observation.values.some(mayBeOrganism) &&
    (cultureSections.has(part.section ?? '') ||
      [part.service, observation.code].some((concept) => concept !== undefined && isOfCulture(concept))));

const isOfCulture = ({ text, codings }: Concept): boolean =>
  [text, ...codings.flatMap(({ code, display }) => [code, display])].some((words) =>
    cultureWords.test(words ?? ''),
  );

/**
 * Whether a member stays that a message leaves out, although the message states another member again. Only the
 * isolates of a culture are always stated together. Cards, allergens, units of blood and times of a series have an OBX-4
 * each and are reported one by one. So are the bottles of a blood culture: a word names them, or nothing grew in one.
 */
export function staysWhenLeftOut(
  member: Member,
  {
    entry,
    isOfIsolates,
    wasBeside,
  }: {
    readonly entry: Entry;
    readonly isOfIsolates: boolean;
    /** Whether a row stood beside another row of the test in its message. */
    readonly wasBeside: (row: StatedResult) => boolean;
  },
): boolean {
  const last = newest(member);
  const subId = last === undefined ? '' : subIdOf(last);
  // a number that the message gives to another result shows that it numbers all of them anew
  if (last === undefined || subId === '' || entry.rows.some((row) => subIdOf(row) === subId)) return false;
  if (!isOfIsolates) return true;
  if (isBottle(subId) || (!hasNoGrowth(last) && entry.rows.every(hasNoGrowth))) return true;
  return hasNoGrowth(last) && isSettled(last.lead.observation, last.lead.part) && wasBeside(last);
}

/** Whether OBX-4 is a word (`AEROBIC`) and no number or letter of an isolate (`1`, `A`, `ISO1`). */
const isBottle = (subId: string): boolean => /^\p{L}{2}[\p{L} ]*$/u.test(subId);

const hasNoGrowth = ({ lead: { observation } }: StatedResult): boolean =>
  observation.values.length > 0 && observation.values.every(isNothingGrown);
