import { msh, obr, obx, pid, segment, toMessage } from './messages.ts';

/** A few messages whose chart must be the same in whatever order they arrive. */
export interface ArrivalSet {
  readonly name: string;
  /** The messages in the order in which they were said; every number in them has the tag in front. */
  readonly messages: (tag: string) => readonly Uint8Array[];
  /** Lines of the chart, each exactly once: `patient | code | value unit | status | @time`. */
  readonly shows: readonly RegExp[];
  /** How many results the chart has; default: as many as `shows` names. */
  readonly results?: number;
  /** Messages without a possible time count from their receipt, so the rest has to be received in those days. */
  readonly isReceivedSoon?: boolean;
}

type Fields = Readonly<Record<number, string>>;

interface Result {
  /** OBX-3.1. */
  readonly code?: string;
  readonly value?: string;
  /** OBX-11; default F. */
  readonly status?: string;
  readonly fields?: Fields;
}

interface Said {
  /** MSH-7, and OBR-22 where `reportedAt` says nothing else. */
  readonly sentAt: string;
  /** OBR-22; null where it is empty. */
  readonly reportedAt?: string | null;
  /** MSH-10. */
  readonly control?: string;
  readonly header?: Fields;
  readonly patient?: Fields;
  /** Before the OBR. */
  readonly orc?: Fields;
  readonly order?: Fields;
  readonly results?: readonly Result[];
  /** Further orders of the message. */
  readonly more?: readonly string[];
}

let sent = 0;

/** Of 10 February 2026: `at('0915')`. */
const at = (time: string): string => `20260210${time.padEnd(6, '0')}`;
const COLLECTED = at('0800');

const results = (rows: readonly Result[]): string[] =>
  rows.map(({ code = 'K', value = '', status = 'F', fields = {} }, index) =>
    obx({
      ...{ 1: String(index + 1), 3: `${code}^${code}^L`, 5: value, 11: status },
      ...{ 2: 'NM', 6: 'mmol/L', ...fields },
    }),
  );

const said = (tag: string, one: Said): Uint8Array =>
  toMessage(
    msh({ 7: one.sentAt, 10: one.control ?? `${tag}C${++sent}`, ...one.header }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101', ...one.patient }),
    ...(one.orc === undefined ? [] : [segment('ORC', one.orc)]),
    obr({
      ...{ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 7: COLLECTED },
      ...{ 22: one.reportedAt === null ? '' : (one.reportedAt ?? one.sentAt), ...one.order },
    }),
    ...results(one.results ?? []),
    ...(one.more ?? []),
  );

/** Several statements about the potassium of one order. */
const potassium = (
  ...rows: readonly (readonly [sentAt: string, status: string, value: string, rest?: Partial<Said>])[]
): ArrivalSet['messages'] => {
  return (tag) =>
    rows.map(([sentAt, status, value, rest = {}]) =>
      said(tag, { sentAt, results: [{ status, value }], ...rest }),
    );
};

/** Of an instrument without numbers. OBR-7 is empty if OBR-25 is. */
const unnumbered = (tag: string, time: string, status: string, ...rows: readonly Result[]): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), reportedAt: null, header: { 3: 'ANALYZER' }, results: rows },
    order: { 2: '', 3: '', 25: status, ...(status === '' ? { 7: '' } : {}) },
  });
const METER = { 18: 'METER1' };

/** Of an analyzer that names only its sample (SPM-2), and no time of collection. */
const sampled = (tag: string, one: Said): Uint8Array =>
  said(tag, {
    ...one,
    header: { 3: 'ANALYZER' },
    order: { 2: '', 3: '', 7: '' },
    more: [segment('SPM', { 1: '1', 2: `${tag}S1`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' })],
  });

const registration = (tag: string, event: string, sentAt: string, ...segments: readonly string[]) =>
  toMessage(
    msh({ 7: sentAt, 9: `ADT^${event}`, 10: `${tag}C${++sent}` }),
    segment('EVN', { 1: event, 2: sentAt }),
    ...segments,
  );

const person = (tag: string, id: string, name: string, fields: Fields = {}): string =>
  pid({ 3: `${tag}${id}^^^RIVERSIDE^MR`, 5: name, 7: '19700101', ...fields });

const CULTURE = { 4: 'CULT^Culture^L' };
const organism = (subId: string, code: string, name: string, status = 'F'): Result => ({
  ...{ code: 'ORG', status, value: `${code}^${name}^SCT` },
  fields: { 2: 'CWE', 4: subId, 6: '' },
});
const susceptibility = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'AMP', status, value },
  fields: { 2: 'ST', 4: subId, 6: '' },
});
const line = (value: string, status = 'F'): Result => ({
  ...{ code: 'CYTO', status, value },
  fields: { 2: 'TX', 6: '' },
});
const partText = (code: string, part: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'FT', 4: part, 6: '' },
});
const K41 = /^A \| K \| 4.1 mmol\/L \| /;
const K41_CORRECTED = /^A \| K \| 4.1 mmol\/L \| corrected/;
const K41_FINAL = /^A \| K \| 4.1 mmol\/L \| final/;

export const arrivalSets: readonly ArrivalSet[] = [
  // which statement counts
  {
    name: 'a final replaces its preliminary',
    messages: potassium([at('0900'), 'P', '6.9'], [at('1000'), 'F', '4.1']),
    shows: [K41_FINAL],
  },
  {
    name: 'a correction replaces its final, whatever comes late',
    messages: potassium([at('0900'), 'P', '7.7'], [at('1000'), 'F', '6.9'], [at('1100'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a preliminary that is newer than the final leaves the final',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'P', '6.9']),
    shows: [K41],
  },
  {
    name: 'a correction within the second of its final counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'P, F, C and another test within one second',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '7.7'], [at('0900'), 'F', '6.9'], [at('0900'), 'C', '4.1'])(tag),
      said(tag, { sentAt: at('0900'), results: [{ code: 'NA', value: '140' }] }),
    ],
    shows: [K41_CORRECTED, /^A \| NA \| 140 /],
  },
  {
    name: 'a withdrawal within the second of its final counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'W', '6.9']),
    shows: [],
  },
  {
    name: 'where OBR-22 never changes, MSH-7 is asked',
    messages: potassium(
      [at('0900'), 'F', '7.7', { reportedAt: at('0855') }],
      [at('1000'), 'C', '6.9', { reportedAt: at('0855') }],
      [at('1100'), 'C', '4.1', { reportedAt: at('0855') }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'where only some have OBR-22, MSH-7 is asked',
    messages: potassium(
      [at('0900'), 'F', '6.9', { reportedAt: at('1030') }],
      [at('1000'), 'C', '4.1', { reportedAt: null }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'three messages of which one has OBR-22',
    messages: potassium(
      [at('0900'), 'P', '7.7', { reportedAt: null }],
      [at('0930'), 'F', '6.9', { reportedAt: at('1130') }],
      [at('1000'), 'C', '4.1', { reportedAt: null }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a final from a clock in the future does not beat its correction',
    messages: potassium(['20350101080000', 'F', '6.9'], [at('1000'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction from a clock that fell back to 2000 counts',
    messages: potassium([at('0900'), 'F', '6.9'], ['20000101000500', 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'clocks that are both absurd leave the order to the status',
    messages: potassium(
      ['19700101000000', 'P', '7.7'],
      ['20400101000000', 'F', '6.9'],
      ['19800101000000', 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'messages without any time are ordered by status',
    messages: potassium(['', 'P', '7.7'], ['', 'F', '6.9'], ['', 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'days are compared with days',
    messages: potassium(['20260210', 'C', '4.1'], [at('0900'), 'F', '6.9']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'in the hour that comes twice in autumn nothing is older',
    messages: potassium(
      ['20251102013000', 'F', '6.9', { order: { 7: '20251102003000' } }],
      ['20251102011000', 'C', '4.1', { order: { 7: '20251102003000' } }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'with zones the autumn hour is in order',
    messages: potassium(
      ['20251102013000-0400', 'C', '6.9', { order: { 7: '20251102003000-0400' } }],
      ['20251102011000-0500', 'C', '4.1', { order: { 7: '20251102003000-0400' } }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a final that is sent again is as old as it was',
    messages: potassium(
      [at('0900'), 'F', '6.9', { reportedAt: at('0900') }],
      [at('1000'), 'C', '4.1'],
      [at('1100'), 'F', '6.9', { reportedAt: at('0900') }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction back to the first value counts',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'C', '6.9'], [at('1100'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a result that is reported anew after its withdrawal counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'W', '6.9'], [at('1100'), 'F', '4.1']),
    shows: [K41],
  },
  {
    name: 'U without a value makes the preliminary one final',
    messages: potassium([at('0900'), 'P', '4.1'], [at('1000'), 'U', '']),
    shows: [K41_FINAL],
  },
  {
    name: 'OBR-25 C says for OBX-11 F that it corrects',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'F', '4.1', { order: { 25: 'C' } }]),
    shows: [K41_CORRECTED],
  },
  {
    name: 'numbers of messages tell the order within one second',
    messages: potassium(
      [at('0900'), 'C', '6.9', { control: '00000107' }],
      [at('0900'), 'C', '4.1', { control: '00000108' }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a later unmarked final is news',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'F', '4.1']),
    shows: [K41],
  },
  // what a later message leaves out
  {
    name: 'components of a panel come one by one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('0910'), results: [{ code: 'NA', value: '140' }] }),
      said(tag, { sentAt: at('0920'), results: [{ code: 'CL', value: '100' }] }),
    ],
    shows: [K41_FINAL, /^A \| NA \| 140 /, /^A \| CL \| 100 /],
  },
  {
    name: 'the lines of one text are replaced together',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 4: 'CYTO^Cytology^L' } },
        results: [line('URINE'), line('DIAGNOSIS:'), line('MALIGNANT CELLS.')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 4: 'CYTO^Cytology^L', 25: 'C' } },
        results: [line('URINE', 'C'), line('NO MALIGNANT CELLS.', 'C')],
      }),
    ],
    shows: [/^A \| CYTO \| URINE\s+NO MALIGNANT CELLS\. \| /],
  },
  {
    name: 'an isolate that the corrected culture leaves out goes with its susceptibility',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [
          organism('1', '112283007', 'E coli'),
          susceptibility('1', '<=2'),
          organism('2', '56415008', 'K pneumoniae'),
          susceptibility('2', '>=32'),
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
        results: [organism('1', '56415008', 'K pneumoniae', 'C'), susceptibility('1', '>=32', 'C')],
      }),
    ],
    shows: [/^A \| ORG \| 56415008/, /^A \| AMP \| >=32 /],
  },
  {
    name: 'an isolate that comes alone adds to the culture',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [organism('1', '112283007', 'E coli')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: CULTURE },
        results: [organism('2', '56415008', 'K pneumoniae')],
      }),
    ],
    shows: [/^A \| ORG \| 112283007/, /^A \| ORG \| 56415008/],
  },
  {
    name: 'an isolate that a correction names anew leaves the other isolate',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [organism('1', '3092008', 'S aureus'), organism('2', '112283007', 'E coli')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
        results: [organism('2', '56415008', 'K pneumoniae', 'C')],
      }),
    ],
    shows: [/^A \| ORG \| 3092008/, /^A \| ORG \| 56415008/],
  },
  {
    name: 'a corrected culture that numbers its isolates anew keeps each susceptibility with its organism',
    messages: (tag) => {
      const child = (parent: string, drugs: readonly Result[], sentAt: string, status: string): string[] => [
        obr({
          ...{ 1: '2', 2: `${tag}P1`, 3: `${tag}F1`, 4: 'SUSC^Susceptibility^L', 7: COLLECTED, 22: sentAt },
          ...{ 25: status, 26: `ORG&ORG&L^${parent}`, 29: `${tag}P1^${tag}F1` },
        }),
        ...results(drugs),
      ];
      const drug = (code: string, value: string, status: string): Result => ({
        ...{ code, value, status },
        fields: { 2: 'ST', 6: '' },
      });
      return [
        said(tag, {
          ...{ sentAt: at('0900'), order: CULTURE },
          results: [organism('1', '112283007', 'E coli'), organism('2', '3092008', 'S aureus')],
          more: [
            ...child('1', [drug('GEN', 'S', 'F'), drug('CIP', 'S', 'F')], at('0900'), 'F'),
            ...child('2', [drug('GEN', 'R', 'F'), drug('OXA', 'S', 'F')], at('0900'), 'F'),
          ],
        }),
        said(tag, {
          ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
          results: [organism('1', '3092008', 'S aureus', 'C'), organism('2', '112283007', 'E coli', 'C')],
          more: [
            ...child('1', [drug('GEN', 'R', 'C'), drug('OXA', 'R', 'C')], at('1000'), 'C'),
            ...child('2', [drug('GEN', 'S', 'C'), drug('CIP', 'S', 'C')], at('1000'), 'C'),
          ],
        }),
      ];
    },
    shows: [
      ...[/\| ORG \| 112283007/, /\| ORG \| 3092008/, /\| GEN \| S/, /\| GEN \| R/],
      ...[/\| CIP \| S/, /\| OXA \| R/],
    ],
  },
  {
    name: 'an amended part of a pathology report leaves the other part',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 4: 'SURG^Surgical pathology^L' } },
        results: [
          ...[partText('DX', 'A', 'CARCINOMA'), partText('GROSS', 'A', '1 CM')],
          ...[
            partText('DX', 'B', 'BENIGN'),
            partText('DX', 'B', 'NO ATYPIA'),
            partText('GROSS', 'B', '2 CM'),
          ],
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 4: 'SURG^Surgical pathology^L', 25: 'C' } },
        results: [partText('DX', 'B', 'IN SITU', 'C')],
      }),
    ],
    shows: [/\| DX \| CARCINOMA/, /\| DX \| IN SITU/, /\| GROSS \| 1 CM/, /\| GROSS \| 2 CM/],
  },
  {
    name: 'a test that stood twice in the preliminary and once in the final stands once',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 25: 'P' } },
        results: [
          { value: '6.9', status: 'P' },
          { value: '4.1', status: 'P' },
        ],
      }),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.1' }] }),
    ],
    shows: [K41_FINAL],
  },
  // which report
  {
    name: 'a filler number that appears later is of the same order',
    messages: potassium(
      [at('0900'), 'P', '7.7', { order: { 3: '' } }],
      [at('1000'), 'F', '6.9'],
      [at('1100'), 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a service with and without its coding system is one',
    messages: potassium(
      [at('0900'), 'F', '6.9', { order: { 4: 'CHEM^Chem panel' } }],
      [at('1000'), 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a test that gets a LOINC beside its code is one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      said(tag, {
        sentAt: at('1000'),
        results: [{ value: '4.1', status: 'C', fields: { 3: 'K^Potassium^L^2823-3^Potassium^LN' } }],
      }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'two fillers of one placer are two',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('0910'), order: { 3: `${tag}F2` }, results: [{ value: '4.4' }] }),
      said(tag, {
        ...{ sentAt: at('0920'), order: { 3: `${tag}F2` } },
        results: [{ value: '4.5', status: 'C' }],
      }),
    ],
    shows: [K41_FINAL, /^A \| K \| 4.5 mmol\/L \| corrected/],
  },
  {
    name: 'an exchanged service leaves one current value',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'XO', 2: `${tag}P1`, 3: `${tag}F1` } },
        ...{ order: { 4: 'BMP^Basic panel^L' }, results: [{ value: '4.1' }] },
      }),
    ],
    shows: [K41],
  },
  {
    name: 'each of a series keeps its time, also where they come one by one',
    messages: (tag) =>
      ['0800', '0900', '1000'].map((collected, index) =>
        said(tag, {
          ...{
            sentAt: at(`${Number(collected.slice(0, 2)) + 1}`.padStart(2, '0')),
            order: { 7: at(collected) },
          },
          results: [{ value: `${5 + index}` }],
        }),
      ),
    shows: [
      /\| K \| 5 mmol\/L \| final \| @2026-02-10T08/,
      /\| K \| 6 mmol\/L \| final \| @2026-02-10T09/,
      /\| K \| 7 mmol\/L \| final \| @2026-02-10T10/,
    ],
  },
  {
    name: 'a correction of one of a series changes that one',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('1100'), results: [{ value: '5' }] },
        more: [
          obr({
            1: '2',
            2: `${tag}P1`,
            3: `${tag}F1`,
            4: 'CHEM^Chem panel^L',
            7: at('0900'),
            22: at('1100'),
          }),
          ...results([{ value: '6' }]),
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1200'), order: { 7: at('0900'), 25: 'C' } },
        results: [{ value: '16', status: 'C' }],
      }),
    ],
    shows: [
      /\| K \| 5 mmol\/L \| final \| @2026-02-10T08/,
      /\| K \| 16 mmol\/L \| corrected \| @2026-02-10T09/,
    ],
  },
  {
    name: 'an order number of the year before is another order',
    messages: potassium(
      ['20250110090000', 'F', '5.5', { order: { 7: '20250110080000' } }],
      [at('0900'), 'F', '6.9'],
      [at('1000'), 'C', '4.1'],
    ),
    shows: [/^A \| K \| 5.5 .*@2025-01-10/, K41_CORRECTED],
  },
  // taken back
  {
    name: 'OBR-25 X without results takes the report back',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '6.8'], [at('0930'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1000'), order: { 25: 'X' } }),
    ],
    shows: [],
  },
  {
    name: 'ORC-1 OC of the laboratory takes the report back',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '6.9'])(tag),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'OC', 2: `${tag}P1`, 3: `${tag}F1` }, order: { 25: '' } },
      }),
    ],
    shows: [],
  },
  {
    name: 'DC stops what is to come and touches no result',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'DC', 2: `${tag}P1`, 3: `${tag}F1` }, order: { 25: '' } },
      }),
    ],
    shows: [K41],
  },
  {
    name: 'a duplicate order that is cancelled takes nothing',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, { sentAt: at('1000'), order: { 2: `${tag}P9`, 25: 'X' } }),
    ],
    shows: [K41],
  },
  {
    name: 'OBX-11 X takes its own result back',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }, { code: 'NA', value: '140' }] }),
      said(tag, { sentAt: at('1000'), results: [{ value: '', status: 'X' }] }),
    ],
    shows: [/^A \| NA \| 140 /],
  },
  // whose
  {
    name: 'a merge in the middle moves what came before and after it',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      ...potassium([at('1000'), 'C', '4.1', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction under the new number finds the result under the old one',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      ...potassium([at('1000'), 'C', '4.1'])(tag),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'an unlink gives back what a merge took',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'B', 'Berg^Bo')] as const),
        segment('MRG', { 1: `${tag}A^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A37', at('1000'), person(tag, 'B', 'Berg^Bo')] as const),
        segment('PV1', { 2: 'I' }),
        person(tag, 'A', 'Lind^Ada'),
        segment('PV1', { 2: 'I' }),
      ),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a chain of merges ends at its end',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1', { patient: { 3: `${tag}C^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'B', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}C^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A40^ADT_A39', at('1000'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'an account that moves takes its own reports with it',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 18: `${tag}N1^^^RIVERSIDE^AN` } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 18: `${tag}N2^^^RIVERSIDE^AN` },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
      registration(
        tag,
        'A44^ADT_A43',
        at('1000'),
        person(tag, 'A', 'Lind^Ada', { 18: `${tag}N1^^^RIVERSIDE^AN` }),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR`, 3: `${tag}N1^^^RIVERSIDE^AN` }),
      ),
    ],
    shows: [K41_FINAL, /^B \| K \| 5.5 mmol\/L \| final/],
  },
  {
    name: 'one social security number makes nobody one',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 3: `${tag}A^^^RIVERSIDE^MR~999999999^^^SSA^SS` } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 3: `${tag}B^^^RIVERSIDE^MR~999999999^^^SSA^SS`, 5: 'Berg^Bo', 7: '19500505' },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
    ],
    shows: [K41_FINAL, /^B \| K \| 5.5 mmol\/L \| final/],
  },
  {
    name: 'twins under one number are two',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 5: 'Baby A^Girl', 7: '20260210', 24: 'Y', 25: '1' } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 5: 'Baby B^Girl', 7: '20260210', 24: 'Y', 25: '2' },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
    ],
    shows: [/ \| K \| 4.1 mmol\/L \| final/, / \| K \| 5.5 mmol\/L \| final/],
  },
  // clocks that fell back
  ...['20000101000500', '19900101000500', '20190101000500', '20360101000500'].map(
    (broken): ArrivalSet => ({
      name: `a sample whose first result came from a clock of ${broken.slice(0, 4)} is corrected`,
      isReceivedSoon: true,
      messages: (tag) => [
        sampled(tag, { sentAt: broken, reportedAt: null, results: [{ value: '6.9' }] }),
        sampled(tag, { sentAt: at('1000'), reportedAt: null, results: [{ value: '4.1', status: 'C' }] }),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  // results without a number
  {
    name: 'a correction without a number replaces the value of its minute and meter',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450', fields: METER }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C', fields: METER }),
    ],
    shows: [/^A \| K \| 45 mmol\/L \| corrected/],
  },
  {
    name: 'a value without a number that is sent again stays corrected',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450' }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C' }),
      unnumbered(tag, '0805', 'F', { value: '450' }),
    ],
    shows: [/^A \| K \| 45 mmol\/L \| corrected/],
  },
  {
    name: 'the last of two corrections without a number counts',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450' }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C' }),
      unnumbered(tag, '0820', 'F', { value: '54', status: 'A' }),
    ],
    shows: [/^A \| K \| 54 mmol\/L \| /],
  },
  ...['W', 'D', 'X'].map(
    (status): ArrivalSet => ({
      name: `${status} without a number and a value takes back`,
      messages: (tag) => [
        unnumbered(tag, '0801', 'F', { value: '450' }),
        unnumbered(tag, '0816', 'F', { status }),
      ],
      shows: [],
    }),
  ),
  {
    name: 'a correction of one result without a number leaves the others',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '7.21', code: 'PH' }, { value: '4.1' }),
      unnumbered(tag, '0816', 'C', { value: '7.35', code: 'PH' }),
    ],
    shows: [/^A \| PH \| 7.35 mmol\/L \| corrected/, K41_FINAL],
  },
  {
    name: 'OBX-14 alone says which result without a number is corrected',
    messages: (tag) => [
      unnumbered(tag, '0801', '', { value: '6.9', fields: { 14: COLLECTED } }),
      unnumbered(tag, '0816', '', { value: '4.1', status: 'C', fields: { 14: COLLECTED } }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'two finals without a number in one minute are two',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '4.1' }),
      unnumbered(tag, '0816', 'F', { value: '5.5' }),
    ],
    shows: [K41_FINAL, /^A \| K \| 5.5 mmol\/L \| final/],
  },
];
