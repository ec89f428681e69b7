import type { EventFlag } from '../../quality/evaluate.ts';
import type { PointProblem } from '../../quality/point.ts';

/** What to do about a point that cannot be judged. The page `docs/quality.md` says the same. */
export const controlAdvice: ReadonlyMap<PointProblem, string> = new Map([
  [
    'unknown-lot',
    "add the lot and the words of its messages to a material, and to the system; if the specimen is a patient's, have it sent again as such",
  ],
  ['lot-not-in-use', 'say since when the lot is `parallel` or `active`, or remove the vial'],
  [
    'no-target',
    'add a target for this lot and level that begins before the point; a parallel lot needs none until `labwire qc activate`',
  ],
  ['target-expired', 'replace the provisional target by an established one'],
  ['other-unit', 'compare the unit of the message (OBX-6) with that of the target'],
  ['no-number', 'look at the message: the value is no number, or OBX-2 is not `NM`'],
  ['comparator', 'look at the message: the value has `<` or `>`'],
  ['no-mean', 'add a target with a mean and an SD above zero'],
  ['no-sd', 'add a target with a mean and an SD above zero'],
  [
    'unknown-answer',
    'look at the message: the value is none of the answers of the test system, or more than one; add the spelling, if it is right',
  ],
  ['not-positive', 'the logarithm of this value does not exist: look at the message'],
]);

/** Why an event does not count as control that was run, although its results are judged. */
export const flagWords: ReadonlyMap<string, string> = new Map<EventFlag, string>([
  ['clock-skew', 'the clock of the instrument is ahead: it cannot count as a good control'],
  ['expired', 'the lot has expired: it cannot count as a good control'],
  ['mixed-lots', 'components of several lots of one kit: it cannot count as a good control'],
]);
