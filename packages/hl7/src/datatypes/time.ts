import { atMost, type Hl7Timestamp, parseTimestamp, type TimestampPrecision } from '../timestamp.ts';
import { componentsOf, type Reader } from './read.ts';

/** DR: a range of time; either end may be open (HL7 v2.5.1 §2.A.20). */
export interface Dr {
  readonly start?: Hl7Timestamp | undefined;
  readonly end?: Hl7Timestamp | undefined;
}

/** TS.2, table 0529. From v2.6 on, only the digits show the precision. */
const degrees: ReadonlyMap<string, TimestampPrecision> = new Map<string, TimestampPrecision>(
  Object.entries({
    Y: 'year',
    L: 'month',
    D: 'day',
    H: 'hour',
    M: 'minute',
    S: 'second',
  }),
);

/** TS and DTM. TS.2 limits the precision. Undefined if it is no timestamp. */
export const readTs: Reader<Hl7Timestamp> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const parsed = parseTimestamp(component(1) ?? '');
  const degree = degrees.get(component(2)?.toUpperCase() ?? '');
  return parsed === undefined || degree === undefined ? parsed : atMost(parsed, degree);
};

export const readDr: Reader<Dr> = (segment, field, repetition = 1) => {
  const part = (component: number) =>
    parseTimestamp(segment.value(field, { repetition, component, subcomponent: 1 }) ?? '');
  const [start, end] = [part(1), part(2)];
  return start === undefined && end === undefined ? undefined : { start, end };
};
