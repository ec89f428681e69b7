/** The measured parts of the peers; these ship no types, or none for these files. */
declare module 'simple-hl7/lib/hl7/parser.js' {
  interface SimpleSegment {
    readonly name: string;
    getComponent(field: number, component: number): string | undefined;
    setComponent(field: number, component: number, value: string): void;
  }
  interface SimpleMessage {
    readonly header: SimpleSegment;
    readonly segments: readonly SimpleSegment[];
    getSegment(name: string): SimpleSegment | undefined;
    getSegments(name: string): readonly SimpleSegment[];
    toString(): string;
  }
  export default class Parser {
    constructor(options?: { readonly segmentSeperator: string });
    parse(text: string): SimpleMessage;
  }
}
