/** The parts of hl7-standard that are measured here; it ships no types. */
declare module 'hl7-standard' {
  interface Hl7Segment {
    get(field: string): unknown;
  }

  export default class HL7Standard {
    constructor(message: string);
    transform(): void;
    getSegments(name: string): readonly Hl7Segment[];
  }
}
