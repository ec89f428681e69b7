import { type Cwe, readCwe } from '../datatypes/coded.ts';
import { readXad, readXtn, type Xad, type Xtn } from '../datatypes/contact.ts';
import { type Cx, readCx } from '../datatypes/identifiers.ts';
import { readXpn, type Xpn } from '../datatypes/names.ts';
import { oncePerSegment, readAll } from '../datatypes/read.ts';

/** PID: patient identification (HL7 v2.5.1 §3.4.2). */
export interface Pid {
  /** PID-3, then the older PID-2 if PID-3 does not contain it. */
  readonly identifiers: readonly Cx[];
  readonly names: readonly Xpn[];
  readonly birthDateTime?: string | undefined;
  /** PID-8, table 0001. */
  readonly sex?: string | undefined;
  readonly addresses: readonly Xad[];
  /** PID-10, table 0005. */
  readonly races: readonly Cwe[];
  /** PID-13. */
  readonly phones: readonly Xtn[];
  /** PID-14. */
  readonly workPhones: readonly Xtn[];
  /** PID-19. */
  readonly socialSecurity?: string | undefined;
  /** PID-22, table 0189. */
  readonly ethnicGroups: readonly Cwe[];
  readonly account?: Cx | undefined;
  /** PID-9: names the patient is or was known by as well. */
  readonly aliases: readonly Xpn[];
  /** PID-21: the numbers of the mother. */
  readonly mothers: readonly Cx[];
  /** PID-24 is `Y`. */
  readonly isMultipleBirth: boolean;
  /** PID-25, whatever PID-24 says: 1 for the child that was born first. */
  readonly birthOrder?: number | undefined;
}

export const readPid = oncePerSegment((segment): Pid => {
  const older = readAll(segment, 2, readCx);
  const identifiers = readAll(segment, 3, readCx);
  return {
    identifiers: identifiers.length > 0 ? identifiers : older,
    names: readAll(segment, 5, readXpn),
    birthDateTime: segment.value(7),
    sex: segment.value(8)?.toUpperCase(),
    aliases: readAll(segment, 9, readXpn),
    races: readAll(segment, 10, readCwe),
    addresses: readAll(segment, 11, readXad),
    phones: readAll(segment, 13, readXtn),
    workPhones: readAll(segment, 14, readXtn),
    account: readCx(segment, 18),
    socialSecurity: segment.value(19),
    mothers: readAll(segment, 21, readCx),
    ethnicGroups: readAll(segment, 22, readCwe),
    isMultipleBirth: /^y/i.test(segment.value(24) ?? ''),
    birthOrder: birthOrderOf(segment.value(25)),
  };
});

/** A letter counts from A: twin A was born first. PID-24 is often empty, or says yes in another word. */
function birthOrderOf(order: string | undefined): number | undefined {
  if (order === undefined) return undefined;
  if (/^[A-H]$/i.test(order)) return order.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0) + 1;
  return /^[0-9]{1,2}$/.test(order) && Number(order) > 0 ? Number(order) : undefined;
}
