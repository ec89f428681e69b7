import { readAll, readSt } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** MSH: message header (HL7 v2.5.1 §2.15.9). */
export interface Msh {
  readonly sendingApplication?: string | undefined;
  readonly sendingFacility?: string | undefined;
  readonly dateTime?: string | undefined;
  /** MSH-9.1, table 0076. */
  readonly messageCode?: string | undefined;
  /** MSH-9.2, table 0003. */
  readonly triggerEvent?: string | undefined;
  /** MSH-9.3, table 0354. */
  readonly structure?: string | undefined;
  readonly controlId?: string | undefined;
  /** MSH-11.1, table 0103: D debugging, P production, T training. Different repetitions are all included. */
  readonly processingId?: string | undefined;
  readonly version?: string | undefined;
  /** MSH-13, if sender and receiver number their messages. */
  readonly sequenceNumber?: string | undefined;
  /** MSH-14: the message continues the one that has this in DSC-1. */
  readonly continuationPointer?: string | undefined;
  /** MSH-15 and MSH-16, table 0155. */
  readonly acceptAcknowledgment?: string | undefined;
  readonly applicationAcknowledgment?: string | undefined;
}

export function readMsh(header: Segment): Msh {
  return {
    sendingApplication: header.value(3),
    sendingFacility: header.value(4),
    dateTime: header.value(7),
    messageCode: header.value(9)?.toUpperCase(),
    triggerEvent: header.value(9, { component: 2 })?.toUpperCase(),
    structure: header.value(9, { component: 3 })?.toUpperCase(),
    controlId: header.value(10),
    processingId: processingIdIn(header),
    version: header.value(12),
    sequenceNumber: header.value(13),
    continuationPointer: header.value(14),
    acceptAcknowledgment: header.value(15)?.toUpperCase(),
    applicationAcknowledgment: header.value(16)?.toUpperCase(),
  };
}

function processingIdIn(header: Segment): string | undefined {
  const said = new Set(readAll(header, 11, readSt).map((one) => one.toUpperCase()));
  return said.size === 0 ? undefined : [...said].join(header.delimiters.repetition);
}
