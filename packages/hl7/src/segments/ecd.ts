import { type Cwe, readCwe } from '../datatypes/coded.ts';
import type { Segment } from '../message/segment.ts';

/** ECD: a command to an instrument (HL7 v2.5.1 §13.4.5). */
export interface Ecd {
  readonly reference?: string | undefined;
  /** ECD-2, table 0368: LO load, IN initialize, CL clear, PA pause, SA sampling, … */
  readonly command?: Cwe | undefined;
}

/** ECR: the instrument's answer to a command (§13.4.6). */
export interface Ecr {
  /** ECR-1, table 0387: OK, TI not now, ER error, ST started, UN unknown. */
  readonly response?: Cwe | undefined;
  readonly time?: string | undefined;
}

export const readEcd = (segment: Segment): Ecd => ({
  reference: segment.value(1),
  command: readCwe(segment, 2),
});

export const readEcr = (segment: Segment): Ecr => ({
  response: readCwe(segment, 1),
  time: segment.value(2),
});
