import { isAnswer, isNoGrowth, isNothingGrown, mayBeOrganism } from '../../model/organisms.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { isTakenBack } from '../statements/statement.ts';
import { type Member, newest, subIdOf } from './set-member.ts';

/** Whether the only row without OBX-4 said what was known before there were several: it is preliminary, or `No growth`. */
export function isForerunner(member: Member, isPreliminary: ReadonlyMap<Member, boolean>): boolean {
  const last = newest(member);
  if (last === undefined || subIdOf(last) !== '') return false;
  const { values } = last.lead.observation;
  return isPreliminary.get(member) === true || (values.length > 0 && values.every(isNothingGrown));
}

/** A culture that is numbered by its days: `No growth after 24 hours`, and then after 5 days. */
export const saysNoGrowth = ({ lead: { observation } }: StatedResult): boolean =>
  observation.values.length > 0 && observation.values.every(isNoGrowth);

/** Whether a row answers what grew: nothing, or an isolate. */
export const saysWhatGrew = (row: StatedResult): boolean =>
  saysNoGrowth(row) ||
  (!isTakenBack(row.lead.observation) &&
    row.lead.observation.values.length > 0 &&
    row.lead.observation.values.every((value) => mayBeOrganism(value) && !isNothingGrown(value)));

/** An answer (`No growth`) that OBX-4 tells from the others. */
export function isNamedAnswer(member: Member): boolean {
  const last = newest(member);
  return last !== undefined && subIdOf(last) !== '' && last.lead.observation.values.every(isAnswer);
}
