import { patientKeysOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import { areTwoPeople, canBeCompared } from './same-person.ts';

/** The patient that a result names, and MSH-7. */
export interface Named {
  readonly patient: Patient;
  readonly statedAt: number;
}

/** A merge of the patient with the key `retired`. */
interface Merge extends Pick<PatientLink, 'survivor' | 'rule' | 'watermark'> {
  readonly retired: string;
}

interface MergeFor<M> {
  readonly link: M;
  /** Nothing tells whether another merge counts. */
  readonly isOpen: boolean;
}

/**
 * Of the merges of one number, the one that counts for a report: the newest. If another went to somebody else, the number
 * was given again or the first merge was wrong. Then the names in the report decide. Without any, a result from before the
 * first merge may be of either: the first counts until a person decides.
 */
export function mergeFor<M extends Merge>(
  newestFirst: readonly M[],
  results: readonly Named[],
): MergeFor<M> | undefined {
  const [newest, ...rest] = newestFirst;
  if (newest === undefined) return undefined;
  const older = rest.find(({ survivor }) => areTwoPeople(survivor, newest.survivor));
  const own = results.filter(({ patient }) => patientKeysOf(patient).includes(newest.retired));
  if (older === undefined || own.length === 0) return { link: newest, isOpen: false };
  const described = own.filter(
    ({ patient }) => canBeCompared(patient, newest.survivor) && canBeCompared(patient, older.survivor),
  );
  const isOf = ({ survivor }: Merge): boolean =>
    described.some(({ patient }) => !areTwoPeople(patient, survivor));
  if (described.length > 0) return { link: isOf(older) && !isOf(newest) ? older : newest, isOpen: false };
  const isBefore = own.some(({ statedAt }) => statedAt <= older.watermark.messageTime);
  return isBefore
    ? { link: older, isOpen: newest.rule?.isReleased !== true }
    : { link: newest, isOpen: false };
}
