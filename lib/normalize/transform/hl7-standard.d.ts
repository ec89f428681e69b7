/**
 * The parts of hl7-standard that scripts use; the package has no types. Fields are named `PID.5.1`; values
 * are not decoded.
 */
declare module 'hl7-standard' {
  /** A field: its text, its components by name (`PID.5.1`), or its repetitions. */
  type Hl7Value = string | null | { [component: string]: Hl7Value } | Hl7Value[];

  export interface Hl7Segment {
    readonly type: string;
    get(field: string, repetition?: number, subcomponent?: number): Hl7Value | undefined;
    set(field: string, value: Hl7Value, repetition?: number, subcomponent?: number): void;
  }

  export default class HL7Standard {
    constructor(message: string);
    /** Reads the text. Throws if it cannot be read. */
    transform(): void;
    /** Writes the message; segments end with CR LF. */
    build(): string;
    get(field: string, segment?: number, repetition?: number, subcomponent?: number): Hl7Value | undefined;
    set(field: string, value: Hl7Value, segment?: number, repetition?: number, subcomponent?: number): void;
    getSegment(name: string): Hl7Segment | null;
    getSegments(name?: string): Hl7Segment[];
    getSegmentsAfter(
      start: Hl7Segment,
      name: string,
      consecutive?: boolean,
      stop?: string | readonly string[],
    ): Hl7Segment[];
    createSegment(name: string): Hl7Segment;
    createSegmentAfter(name: string, after: Hl7Segment): Hl7Segment;
    createSegmentBefore(name: string, before: Hl7Segment): Hl7Segment;
    deleteSegment(segment: Hl7Segment): void;
    deleteSegments(segments: readonly Hl7Segment[]): void;
    moveSegmentAfter(segment: Hl7Segment, after: Hl7Segment): void;
    moveSegmentBefore(segment: Hl7Segment, before: Hl7Segment): void;
  }
}
