/**
 * Usages of two implementation guides for v2.5.1 (HL7 conformance methodology): R required, RE required if known, C required
 * under a condition. `lri`: Laboratory Results Interface, Release 1, profile GU_RU (globally unique identifiers, unique order
 * numbers). `elr`: Electronic Laboratory Reporting to Public Health, Release 1.
 */
export type GuideName = 'lri' | 'elr';

export interface Guide {
  readonly name: GuideName;
  readonly title: string;
  /** The segments that a message must have, besides MSH. */
  readonly segments: readonly string[];
  /** The segments that each order must have. */
  readonly ofOrder: readonly string[];
  /** MSH-21: the universal ids of which one set must be named. */
  readonly profiles: readonly (readonly string[])[];
  /** The values of MSH-15 and MSH-16 that we write. */
  readonly acknowledgments: readonly [string, string];
  /** MSH-21 as we write it. */
  readonly identifiers: readonly (readonly [string, string])[];
  readonly elements: ReadonlyMap<string, readonly Element[]>;
  readonly types: ReadonlyMap<string, readonly Element[]>;
  /** The order numbers of a message (OBR-3) are unique. */
  readonly hasUniqueOrders: boolean;
}

/** A field of a segment, or a component of a data type. */
export interface Element {
  readonly number: number;
  readonly usage: 'R' | 'RE' | 'C';
  /** The data type of the guide: a key of `types`. */
  readonly type?: string | undefined;
  /** For C: the element that must be filled, or must be empty (`!`), for this one to be required. Others: see `guide.ts`. */
  readonly when?: string | undefined;
}

/** `3 R HD; 8 RE; 9 C:1` as elements: number, usage with its condition, type. */
function elements(text: string): readonly Element[] {
  return text.split('; ').map((one) => {
    const [number = '', usage = '', type] = one.split(' ');
    const [letter, when] = usage.split(':');
    return { number: Number(number), usage: letter as Element['usage'], type, when };
  });
}

const table = (rows: Readonly<Record<string, string>>): ReadonlyMap<string, readonly Element[]> =>
  new Map(Object.entries(rows).map(([name, text]) => [name, elements(text)]));

const coded = { CWE: '3 C:1; 6 C:4', CWER: '1 R; 3 R; 6 C:4' };

const lri: Guide = {
  name: 'lri',
  title: 'LRI',
  segments: ['PID', 'ORC', 'OBR'],
  ofOrder: ['ORC'],
  profiles: [
    ['2.16.840.1.113883.9.17'],
    ['2.16.840.1.113883.9.16', '2.16.840.1.113883.9.12', '2.16.840.1.113883.9.14'],
  ],
  acknowledgments: ['AL', 'NE'],
  identifiers: [
    ['LRI_Common_Component', '2.16.840.1.113883.9.16'],
    ['LRI_GU_Component', '2.16.840.1.113883.9.12'],
    ['LRI_RU_Component', '2.16.840.1.113883.9.14'],
  ],
  hasUniqueOrders: true,
  elements: table({
    MSH: '3 RE HD; 4 R HD; 6 RE HD; 7 R DTMZ; 9 R; 10 R; 11 R; 12 R; 15 R; 16 R; 21 R',
    PID: '1 R; 3 R CX; 5 R XPN; 7 RE; 8 R',
    ORC: '1 R; 2 C:OBR-2 EI; 3 R EI; 12 R XCN',
    OBR: '1 R; 2 C:ORC-2 EI; 3 R EI; 4 R CWER; 7 R; 16 R XCN; 22 R DTMZ; 25 R; 26 C:reflex; 29 C:reflex EIP',
    OBX: '1 R; 2 C:5; 3 R CWER; 4 C:repeated; 6 C:number CWE; 11 R; 14 RE; 19 RE; 23 R XON; 24 R XAD; 25 RE XCN',
    SPM: '1 R; 2 RE EIP; 4 R CWE; 17 RE',
  }),
  types: table({
    ...coded,
    HD: '2 R OID; 3 R',
    EI: '1 R; 3 R OID; 4 R',
    CX: '1 R; 4 R HDS; 5 R',
    HDS: '2 R OID; 3 R',
    XPN: '1 RE; 2 RE',
    XCN: '2 C:!1; 9 C:1 HDS; 13 C:1',
    XON: '6 C:10 HDS; 7 C:10; 10 C:!1',
    XAD: '1 RE; 3 RE; 4 RE; 5 RE',
    EIP: '2 C:!1 EIS',
    EIS: '1 R; 3 R OID; 4 R',
  }),
};

const elr: Guide = {
  name: 'elr',
  title: 'ELR',
  segments: ['SFT', 'PID', 'ORC', 'OBR', 'SPM'],
  ofOrder: ['ORC', 'SPM'],
  profiles: [['2.16.840.1.113883.9.10'], ['2.16.840.1.113883.9.11']],
  acknowledgments: ['NE', 'NE'],
  identifiers: [['PHLabReport-NoAck', '2.16.840.1.113883.9.11']],
  hasUniqueOrders: false,
  elements: table({
    MSH: '3 R HD; 4 R HD; 5 R HD; 6 R HD; 7 R DTMZ; 9 R; 10 R; 11 R; 12 R; 15 C:ack; 16 C:ack; 21 R',
    SFT: '1 R; 2 R; 3 R; 4 R',
    PID: '1 R; 3 R CX; 5 R XPN; 7 RE; 8 RE; 10 RE CWE; 11 RE XAD; 13 RE XTN; 22 RE CWE',
    ORC: '1 R; 2 C:OBR-2 EI; 3 R EI; 12 C:OBR-16 XCN; 21 R XON; 22 R XAD; 23 R XTN; 24 RE XAD',
    OBR: '1 R; 3 R EI; 4 R CWER; 7 R; 16 RE XCN; 22 R DTMZ; 25 R; 26 C:29; 29 C:26 EIP; 31 RE CWE',
    OBX: '1 R; 2 C:5; 3 R CWER; 4 C:repeated; 5 RE; 6 C:number CWE; 8 RE CWE; 11 R; 14 RE; 19 RE; 23 R XON; 24 R XAD; 25 RE XCN',
    SPM: '1 R; 2 R EIPF; 4 R CWE; 11 RE CWE; 17 R; 18 R',
  }),
  types: table({
    ...coded,
    HD: '2 R OID; 3 R',
    EI: '1 R; 3 R OID; 4 R',
    CX: '1 R; 4 R HDS; 5 R',
    HDS: '2 R OID; 3 R',
    XPN: '1 RE; 2 RE',
    XCN: '9 C:1 HDS; 13 C:1',
    XON: '1 C:!10; 6 C:10 HDS; 7 C:10; 10 RE',
    XAD: '1 RE; 3 RE; 4 RE; 5 RE',
    XTN: '7 C:!4; 4 C:!7',
    EIP: '2 R EIS',
    EIPF: '2 R EIS',
    EIS: '1 R; 3 R OID; 4 R',
  }),
};

export const guides: ReadonlyMap<GuideName, Guide> = new Map([
  ['lri', lri],
  ['elr', elr],
]);
