import { type ArrivalSet, at, K41_CORRECTED, type Result, said, sampled } from './messages.ts';

/** Of another order of the patient with the test at the same minute. */
const other = (tag: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at('0900'), results: [{ value: '5.5' }] },
    order: { 2: `${tag}P2`, 3: `${tag}F2` },
  });

const own = (tag: string, time: string, result: Result, service = 'CHEM^Chem panel^L'): Uint8Array =>
  said(tag, { sentAt: at(time), results: [result], order: { 4: service } });

const K55 = /^A \| K \| 5.5 mmol\/L \| final/;

/** Corrections whose original comes later. */
export const heldCorrections: readonly ArrivalSet[] = [
  {
    name: 'a correction that waits is published when its original comes',
    messages: (tag) => [
      other(tag),
      own(tag, '0910', { value: '6.9' }),
      own(tag, '1000', { status: 'C', value: '4.1' }),
    ],
    shows: [K41_CORRECTED, K55],
    holds: [],
  },
  {
    name: 'a correction of a training message waits for nothing in a chart',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('0930'), results: [{ value: '9.9', status: 'C' }], header: { 11: 'T' } }),
      said(tag, { sentAt: at('0940'), results: [{ value: '9.8', status: 'C' }], header: { 11: 'D' } }),
    ],
    shows: [/^A \| K \| 4.1 mmol\/L \| final/],
    holds: ['processing-id'],
  },
  {
    name: 'two corrections that wait are published when their original comes under another service',
    messages: (tag) => [
      other(tag),
      own(tag, '0910', { value: '6.9' }, 'BMP^Basic panel^L'),
      own(tag, '1000', { status: 'C', value: '5.0' }),
      own(tag, '1100', { status: 'C', value: '4.1' }),
    ],
    shows: [K41_CORRECTED, K55],
    holds: [],
  },
  {
    name: 'a withdrawal that waits takes back its original when that comes',
    messages: (tag) => [other(tag), own(tag, '0910', { value: '6.9' }), own(tag, '1000', { status: 'W' })],
    shows: [K55],
    holds: [],
  },
  {
    name: 'a correction of a sample number is of the sample of its day, although that comes later',
    messages: (tag) => [
      sampled(tag, { sentAt: '20260209083000', results: [{ value: '6.9' }] }),
      sampled(tag, { sentAt: at('0830'), results: [{ value: '4.0' }] }),
      sampled(tag, { sentAt: at('0900'), results: [{ value: '4.1', status: 'C' }] }),
    ],
    shows: [K41_CORRECTED, /^A \| K \| 6.9 mmol\/L \| final/],
    isReceivedSoon: true,
  },
  ...(
    [
      ['another filler number', { 3: 'F1-1' }, { status: 'C', value: '4.1' }],
      ['another namespace of its filler number', { 3: 'F1^LABX' }, { status: 'C', value: '4.1' }],
      ['other numbers', { 2: 'P2', 3: 'F2' }, { status: 'C', value: '4.1' }],
      ['other numbers, which OBR-25 alone marks', { 2: 'P2', 3: 'F2', 25: 'C' }, { value: '4.1' }],
      ['other numbers, which takes back', { 2: 'P2', 3: 'F2' }, { status: 'W' }],
    ] as const
  ).map(
    ([numbers, order, result]): ArrivalSet => ({
      name: `a correction under ${numbers} waits, or its original does`,
      messages: (tag) => {
        const { 2: placer = 'P1', 3: filler, ...rest } = { 2: 'P1', ...order };
        return [
          said(tag, {
            ...{ sentAt: at('0900'), order: { 3: `${tag}F1^LAB` } },
            results: [{ value: '6.9' }, { code: 'NA', value: '140' }],
          }),
          said(tag, {
            ...{ sentAt: at('1000'), results: [result] },
            order: { ...rest, 2: `${tag}${placer}`, 3: `${tag}${filler}` },
          }),
        ];
      },
      shows: [],
      waits: true,
    }),
  ),
  {
    name: 'a correction under another number waits, or its original does, also if each test comes alone',
    messages: (tag) => [
      own(tag, '0900', { code: 'NA', value: '140' }),
      own(tag, '0910', { value: '6.9' }),
      said(tag, {
        ...{ sentAt: at('1000'), results: [{ status: 'C', value: '4.1' }] },
        order: { 3: `${tag}F1-1` },
      }),
    ],
    shows: [],
    waits: true,
  },
  {
    name: 'a result beside the correction of another order waits only until the original of that one comes',
    messages: (tag) => [
      own(tag, '0910', { value: '6.9' }),
      own(tag, '1000', { status: 'C', value: '4.1' }),
      other(tag),
      said(tag, {
        ...{ sentAt: at('0930'), results: [{ code: 'NA', value: '140' }] },
        order: { 2: `${tag}P2`, 3: `${tag}F2` },
      }),
    ],
    shows: [K41_CORRECTED, K55, /^A \| NA \| 140 mmol\/L \| final/],
    holds: [],
  },
];
