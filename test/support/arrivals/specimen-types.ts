import { segment } from '../messages.ts';
import { type ArrivalSet, at, type Fields, type Result, said } from './messages.ts';

const SERUM = 'SER^Serum^HL70487';
const URINE = 'UR^Urine^HL70487';
const PLASMA = 'PLAS^Plasma^HL70487';

const na = (value: string, status = 'F'): Result => ({ code: 'NA', value, status });

interface Specimen {
  /** SPM-4. */
  readonly type: string;
  /** SPM-2 behind the tag. */
  readonly tube?: string;
}

const spm = (tag: string, { type, tube = 'S1' }: Specimen): string =>
  segment('SPM', { 1: '1', 2: `${tag}${tube}`, 4: type, 11: 'P^Patient^HL70369' });

/** Of the LIS, about one order. */
const lis = (
  tag: string,
  sentAt: string,
  specimen: Specimen,
  results: readonly Result[],
  order: Fields = {},
): Uint8Array => said(tag, { sentAt: at(sentAt), results, order, more: [spm(tag, specimen)] });

/** Of an analyzer without numbers of orders. */
const analyzer = (tag: string, sentAt: string, specimen: Specimen, results: readonly Result[]): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), results, header: { 3: 'ANALYZER' } },
    order: { 2: '', 3: '', 4: 'NA^NA^L', 7: '' },
    more: [spm(tag, specimen)],
  });

const shown = (value: string, status = 'final', code = 'NA'): RegExp =>
  new RegExp(`^A \\| ${code} \\| ${value} mmol/L \\| ${status} \\|`);

/** Two types of specimen (SPM-4) under one number, as on tubes that carry the number of the accession. */
const bottle = (tag: string, time: string, number: string, value: string, status: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), order: { 4: 'CULT^Culture^L', 25: status } },
    results: [{ code: 'ORG', value, status, fields: { 2: 'CWE', 6: '' } }],
    more: [segment('SPM', { 1: '1', 2: `${tag}${number}`, 4: 'BLD^Blood^HL70487' })],
  });
const NO_GROWTH = '264868006^No growth^SCT';

/** An answer of a culture with an edited time of collection. */
const culture = (
  tag: string,
  sentAt: string,
  collectedAt: string,
  value: string,
  status: string,
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), order: { 4: 'CULT^Culture^L', 7: at(collectedAt), 25: status } },
    results: [{ code: 'ORG', value, status, fields: { 2: 'CWE', 6: '' } }],
  });

export const specimenTypes: readonly ArrivalSet[] = [
  {
    name: 'the only final of a culture ends its preliminary answers of other times',
    messages: (tag) => [
      culture(tag, '1000', '0800', NO_GROWTH, 'P'),
      culture(tag, '1100', '0830', '87172008^Gram-negative rods^SCT', 'P'),
      culture(tag, '1200', '0845', '112283007^E coli^SCT', 'F'),
    ],
    shows: [/ORG \| 112283007 \| final/],
    holds: [],
  },
  {
    name: 'a final with the first time of a culture ends the preliminary answer of another time that nothing grew',
    messages: (tag) => [
      culture(tag, '1000', '0800', NO_GROWTH, 'P'),
      culture(tag, '1100', '0830', NO_GROWTH, 'P'),
      culture(tag, '1200', '0800', '112283007^E coli^SCT', 'F'),
    ],
    shows: [/ORG \| 112283007 \| final/],
    holds: [],
  },
  {
    name: 'a final of a culture leaves what is growing at another time',
    messages: (tag) => [
      culture(tag, '1000', '0800', NO_GROWTH, 'P'),
      culture(tag, '1100', '0830', '87172008^Gram-negative rods^SCT', 'P'),
      culture(tag, '1200', '0800', NO_GROWTH, 'F'),
    ],
    shows: [/ORG \| 264868006 \| final/, /ORG \| 87172008 \| preliminary/],
    holds: [],
  },
  {
    name: 'two cultures of two times with finals of their own stand side by side',
    messages: (tag) => [
      culture(tag, '1000', '0800', NO_GROWTH, 'P'),
      culture(tag, '1001', '0830', NO_GROWTH, 'P'),
      culture(tag, '1200', '0830', '112283007^E coli^SCT', 'F'),
      culture(tag, '1300', '0800', NO_GROWTH, 'F'),
    ],
    shows: [/ORG \| 112283007 \| final/, /ORG \| 264868006 \| final/],
    holds: [],
  },
  {
    name: 'what grows in one bottle is not replaced by the other bottle, in which nothing grows',
    messages: (tag) => [
      bottle(tag, '0900', 'T1', NO_GROWTH, 'P'),
      bottle(tag, '0901', 'T2', NO_GROWTH, 'P'),
      bottle(tag, '1000', 'T2', '112283007^E coli^SCT', 'F'),
      bottle(tag, '1100', 'T1', NO_GROWTH, 'F'),
    ],
    shows: [/ORG \| 112283007 \| final/, /ORG \| 264868006 \| final/],
  },
  ...(
    [
      ['T1-01', 'T1'],
      ['T1A', 'T1'],
      ['t1', 'T1'],
    ] as const
  ).map(
    ([later, first]): ArrivalSet => ({
      name: `${later} is the specimen ${first}, and a correction leaves no copy`,
      messages: (tag) => [
        bottle(tag, '0900', first, NO_GROWTH, 'P'),
        bottle(tag, '1000', later, NO_GROWTH, 'F'),
        bottle(tag, '1100', later, '112283007^E coli^SCT', 'C'),
      ],
      shows: [/ORG \| 112283007 \| corrected/],
    }),
  ),
  {
    name: 'two aliquots of one number are two specimens',
    messages: (tag) => [
      bottle(tag, '0900', 'T1', NO_GROWTH, 'P'),
      bottle(tag, '1000', 'T1-1', NO_GROWTH, 'F'),
      bottle(tag, '1100', 'T1-2', '112283007^E coli^SCT', 'F'),
    ],
    shows: [/ORG \| 112283007 \| final/, /ORG \| 264868006 \| final/],
  },
  {
    name: 'equal answers of two swabs are two results, and a correction is of one',
    messages: (tag) => [
      bottle(tag, '0900', 'T1', NO_GROWTH, 'F'),
      bottle(tag, '0901', 'T2', NO_GROWTH, 'F'),
      bottle(tag, '1000', 'T2', '112283007^E coli^SCT', 'C'),
    ],
    shows: [/ORG \| 112283007 \| corrected/, /ORG \| 264868006 \| final/],
  },
  {
    name: 'a LIS reports serum and urine of one tube number in messages of their own',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '0930', { type: URINE }, [na('80')]),
    ],
    shows: [shown('140'), shown('80')],
  },
  {
    name: 'an analyzer measures serum and urine of one tube number',
    messages: (tag) => [
      analyzer(tag, '0830', { type: SERUM }, [na('140')]),
      analyzer(tag, '0832', { type: URINE }, [na('80')]),
    ],
    shows: [shown('140'), shown('80')],
  },
  {
    name: 'a new test of urine brings no later value of urine to the serum',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '0930', { type: URINE }, [{ code: 'CREA', value: '9' }]),
      lis(tag, '1000', { type: URINE }, [na('80')]),
    ],
    shows: [shown('140'), shown('80'), shown('9', 'final', 'CREA')],
  },
  {
    name: 'corrections of serum and of urine each find their own type',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '0910', { type: URINE }, [na('80')]),
      lis(tag, '1000', { type: URINE }, [na('81', 'C')], { 25: 'C' }),
      lis(tag, '1010', { type: SERUM }, [na('141', 'C')], { 25: 'C' }),
    ],
    shows: [shown('141', 'corrected'), shown('81', 'corrected')],
  },
  ...[SERUM, '119364003^Serum^SCT', 'SERUM^^99LAB', '^Serum'].map((type) => ({
    name: `serum as ${type} is the serum of HL7 table 0487`,
    messages: (tag: string) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type }, [na('141')]),
    ],
    shows: [shown('141', 'corrected')],
  })),
  {
    name: 'midstream urine is urine',
    messages: (tag) => [
      lis(tag, '0900', { type: URINE }, [na('80')]),
      lis(tag, '1000', { type: '258574006^Mid-stream urine sample^SCT' }, [na('81')]),
    ],
    shows: [shown('81', 'corrected')],
  },
  {
    name: 'spot urine and 24 h urine of one number stand side by side',
    messages: (tag) => [
      lis(tag, '0900', { type: '276833005^24 hour urine^SCT' }, [na('80')]),
      lis(tag, '0930', { type: URINE }, [na('50')]),
    ],
    shows: [shown('80'), shown('50')],
  },
  {
    name: 'a withdrawal of urine whose result was lost takes no serum of another service',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type: URINE, tube: 'S2' }, [na('', 'W')], { 4: 'UCHEM^Urine^L', 25: 'C' }),
    ],
    shows: [shown('140')],
    holds: [],
  },
  {
    name: 'a correction of urine whose result was lost replaces no serum of another service',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type: URINE }, [na('80', 'C')], { 4: 'UCHEM^Urine^L', 25: 'C' }),
    ],
    shows: [shown('140'), shown('80', 'corrected')],
    holds: [],
  },
  ...[
    { type: URINE, result: na('80', 'C') },
    { type: URINE, result: na('', 'W') },
    { type: PLASMA, result: na('', 'W') },
  ].map(({ type, result }) => ({
    name: `${result.status} of ${type} whose result was lost waits beside the serum of its number`,
    messages: (tag: string) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type }, [result], { 25: 'C' }),
    ],
    shows: [],
    holds: ['set-unclear' as const],
  })),
  {
    name: 'a final urine is not that of a preliminary serum',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140', 'P')], { 25: 'P' }),
      lis(tag, '1000', { type: URINE }, [na('80')]),
    ],
    shows: [shown('140', 'preliminary'), shown('80')],
    holds: [],
  },
  {
    name: 'a correction from serum to plasma replaces the value',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type: PLASMA }, [na('141', 'C')], { 25: 'C' }),
    ],
    shows: [shown('141', 'corrected')],
    holds: [],
  },
  {
    name: 'a correction from serum to urine with the same value corrects the type',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      lis(tag, '1000', { type: URINE }, [na('140', 'C')], { 25: 'C' }),
    ],
    shows: [shown('140', '.*')],
    holds: [],
  },
  {
    name: 'a correction without a type brings no later urine to the serum',
    messages: (tag) => [
      lis(tag, '0900', { type: SERUM }, [na('140')]),
      said(tag, { sentAt: at('0930'), results: [na('141', 'C')], order: { 25: 'C' } }),
      lis(tag, '1000', { type: URINE }, [na('80')]),
    ],
    shows: [shown('141', 'corrected'), shown('80')],
    holds: [],
  },
  {
    name: 'a general type does not bring two special ones together',
    messages: (tag) => [
      lis(tag, '0900', { type: 'BLDV^^HL70487' }, [na('140')]),
      lis(tag, '0930', { type: 'BLD^^HL70487' }, [na('141')]),
      lis(tag, '1000', { type: 'BLDA^^HL70487' }, [na('139')]),
    ],
    shows: [shown('141', 'corrected'), shown('139')],
    holds: [],
  },
  ...(
    [
      ['serum and urine', URINE, ['140', '80']],
      ['two tubes of serum', SERUM, ['140', '80']],
    ] as const
  ).map(
    ([name, type, [own, other]]): ArrivalSet => ({
      name: `values of ${name} that were exchanged are corrected in messages of their own`,
      messages: (tag) => [
        lis(tag, '0930', { type: SERUM, tube: 'S1' }, [na(other)]),
        lis(tag, '0940', { type, tube: 'S2' }, [na(own)]),
        lis(tag, '1000', { type: SERUM, tube: 'S1' }, [na(own, 'C')], { 25: 'C' }),
        lis(tag, '1001', { type, tube: 'S2' }, [na(other, 'C')], { 25: 'C' }),
      ],
      shows: [shown('140', 'corrected'), shown('80', 'corrected')],
      holds: [],
    }),
  ),
];
