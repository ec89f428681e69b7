import { type Cx, readAll, readCx, readXad, readXpn, type Xad, type Xpn } from '../datatypes.ts';
import type { Segment } from '../segment.ts';

/** PID: patient identification (HL7 v2.5.1 §3.4.2). */
export interface Pid {
  /** PID-3, then the older PID-2 where PID-3 does not already say it. */
  readonly identifiers: readonly Cx[];
  readonly names: readonly Xpn[];
  readonly birthDateTime?: string | undefined;
  /** PID-8, table 0001. */
  readonly sex?: string | undefined;
  readonly addresses: readonly Xad[];
  readonly phones: readonly string[];
  readonly account?: Cx | undefined;
}

export function readPid(segment: Segment): Pid {
  const identifiers = readAll(segment, 3, readCx);
  const older = readAll(segment, 2, readCx);
  return {
    identifiers: identifiers.length > 0 ? identifiers : older,
    names: readAll(segment, 5, readXpn),
    birthDateTime: segment.value(7),
    sex: segment.value(8)?.toUpperCase(),
    addresses: readAll(segment, 11, readXad),
    phones: readAll(segment, 13, readPhone),
    account: readCx(segment, 18),
  };
}

/** XTN.1, or from v2.3 on the number's parts XTN.5 to XTN.7. */
function readPhone(segment: Segment, field: number, repetition: number): string | undefined {
  const whole = segment.value(field, { repetition });
  if (whole !== undefined) return whole;
  const parts = [5, 6, 7, 12].map((component) => segment.value(field, { repetition, component }));
  const number = parts.filter((part) => part !== undefined).join(' ');
  return number === '' ? undefined : number;
}
