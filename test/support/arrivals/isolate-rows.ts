import { type ArrivalSet, at, CULTURE, organism, type Result, said } from './messages.ts';

const ECOLI = '112283007^Escherichia coli^SCT';
const ENTEROCOCCUS = '78065002^Enterococcus faecalis^SCT';

const words = (code: string, subId: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'ST', 4: subId, 6: '' },
});
/** An isolate by OBX-5. */
const named = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'ORG', value, status },
  fields: { 2: 'CWE', 4: subId, 6: '' },
});
const ecoli = (subId: string, status = 'F'): Result =>
  organism(subId, '112283007', 'Escherichia coli', status);
const enterococcus = (subId: string, status = 'F'): Result =>
  organism(subId, '78065002', 'Enterococcus faecalis', status);

const culture = (tag: string, time: string, status: string, rows: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results: rows });

const gramStain = [words('GRAM', '1', 'GNR'), words('GRAM', '2', 'GPC')];
const bothTested = [...[ecoli('1'), words('AMP', '1', 'R')], ...[enterococcus('2'), words('VAN', '2', 'S')]];
const corrected = (tag: string): Uint8Array => culture(tag, '1200', 'C', [ecoli('1', 'C')]);

const GRAM = [/\| GRAM \| GNR/, /\| GRAM \| GPC/];
const ORG_ECOLI = /\| ORG \| 112283007/;
const AMP_R = /\| AMP \| R \| final/;

/** Isolates whose susceptibilities stand in the same OBR, among other rows. */
export const isolateRows: readonly ArrivalSet[] = [
  {
    name: 'an isolate that is left out of a culture with a Gram stain goes with its rows, and the stain stays',
    messages: (tag) => [
      culture(tag, '0900', 'F', [...gramStain, ...bothTested]),
      culture(tag, '1200', 'C', [...gramStain, ecoli('1', 'C'), words('AMP', '1', 'R')]),
    ],
    shows: [...GRAM, ORG_ECOLI, /\| AMP \| R /],
  },
  {
    name: 'an isolate that is left out goes with its rows although a Gram stain has its OBX-4',
    messages: (tag) => [culture(tag, '0900', 'F', [...gramStain, ...bothTested]), corrected(tag)],
    shows: [...GRAM, ORG_ECOLI, AMP_R],
  },
  {
    name: 'the only isolate behind a Gram stain is taken back with its rows',
    messages: (tag) => [
      culture(tag, '0900', 'F', [words('GRAM', '1', 'GNR'), ecoli('1'), words('AMP', '1', 'R')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W')]),
    ],
    shows: [/\| GRAM \| GNR/],
  },
  {
    name: 'a Gram stain in words before an isolate in words stays',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[words('GRAM', '1', 'Gram-negative rods'), words('WBC', '1', 'Many')],
        ...[words('ORG', '1', 'Escherichia coli'), words('CNT', '1', 'Heavy'), words('AMP', '1', 'R')],
      ]),
      culture(tag, '1200', 'C', [words('ORG', '1', 'Escherichia coli', 'W')]),
    ],
    shows: [/\| GRAM \| Gram-negative rods/, /\| WBC \| Many/],
  },
  {
    name: 'a Gram stain of an earlier message stays where the isolate is taken back',
    messages: (tag) => [
      culture(tag, '0900', 'P', [words('GRAM', '1', 'GNR'), words('WBC', '1', 'Many')]),
      culture(tag, '1000', 'F', [ecoli('1'), words('AMP', '1', 'R')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W')]),
    ],
    shows: [/\| GRAM \| GNR/, /\| WBC \| Many/],
  },
  {
    name: 'a Gram stain of an earlier message stays where the isolate of its OBX-4 is left out',
    messages: (tag) => [
      culture(tag, '0900', 'P', gramStain),
      culture(tag, '1000', 'F', bothTested),
      corrected(tag),
    ],
    shows: [...GRAM, ORG_ECOLI, AMP_R],
  },
  {
    name: 'susceptibilities that come in a message of their own go with the isolate',
    messages: (tag) => [
      culture(tag, '0900', 'F', [words('GRAM', '1', 'GNR'), ecoli('1'), words('AMP', '1', 'R')]),
      culture(tag, '1000', 'F', [words('CIP', '1', 'S')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W')]),
    ],
    shows: [/\| GRAM \| GNR/],
  },
  ...(
    [
      ['only gets its code', '^Escherichia coli', ECOLI],
      ['changes its code system', 'ECO^Escherichia coli^L', `${ECOLI}^ECO^Escherichia coli^L`],
      ['keeps its code as the alternate', 'ECO^E. coli^L', `${ECOLI}^ECO^E. coli^L`],
    ] as const
  ).map(
    ([what, before, after]): ArrivalSet => ({
      name: `an isolate that ${what} keeps its susceptibilities`,
      messages: (tag) => [
        culture(tag, '0900', 'F', [named('1', before), words('AMP', '1', 'R')]),
        culture(tag, '1200', 'C', [named('1', after, 'C')]),
      ],
      shows: [ORG_ECOLI, AMP_R],
    }),
  ),
  {
    name: 'a corrected culture that gives the isolate its code and leaves the other out counts whole',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[named('1', '^Escherichia coli'), words('AMP', '1', 'R')],
        ...[named('2', '^Enterococcus faecalis'), words('VAN', '2', 'S')],
      ]),
      culture(tag, '1200', 'C', [named('1', ECOLI, 'C')]),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'isolates that get their codes and are numbered anew keep their susceptibilities',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[named('1', '^Escherichia coli'), words('AMP', '1', 'R')],
        ...[named('2', '^Enterococcus faecalis'), words('VAN', '2', 'S')],
      ]),
      culture(tag, '1200', 'C', [named('1', ENTEROCOCCUS, 'C'), named('2', ECOLI, 'C')]),
    ],
    shows: [ORG_ECOLI, /\| ORG \| 78065002/, AMP_R, /\| VAN \| S \| final/],
  },
  {
    name: 'a row that is corrected in the message that takes its head back stays',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[words('UNIT', '1', 'W1'), words('UABO', '1', 'O'), words('XM', '1', 'Compatible')],
        ...[words('UNIT', '2', 'W2'), words('UABO', '2', 'A'), words('XM', '2', 'Compatible')],
      ]),
      culture(tag, '1200', 'C', [
        ...[words('UNIT', '2', 'W2', 'W'), words('UABO', '2', 'A', 'W')],
        words('XM', '2', 'Incompatible', 'C'),
      ]),
    ],
    shows: [
      ...[/\| UNIT \| W1/, /\| UABO \| O/, /\| XM \| Compatible/],
      /\| XM \| Incompatible \| corrected/,
    ],
  },
  {
    name: 'a susceptibility that is only sent again with the isolate that is taken back goes with it',
    messages: (tag) => [
      culture(tag, '0900', 'F', [ecoli('1'), words('AMP', '1', 'R'), words('CIP', '1', 'S')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W'), words('AMP', '1', 'R'), words('CIP', '1', 'S', 'U')]),
    ],
    shows: [],
  },
  {
    name: 'a preliminary susceptibility that is sent again as final with the isolate that is taken back goes with it',
    messages: (tag) => [
      culture(tag, '0900', 'P', [ecoli('1', 'P'), words('AMP', '1', 'R', 'P')]),
      culture(tag, '1200', 'F', [ecoli('1', 'W'), words('AMP', '1', 'R')]),
    ],
    shows: [],
  },
  {
    name: 'a susceptibility that changes, or is new, in the message that takes the isolate back stays',
    messages: (tag) => [
      culture(tag, '0900', 'F', [ecoli('1'), words('AMP', '1', 'R')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W'), words('AMP', '1', 'S'), words('CIP', '1', 'S')]),
    ],
    shows: [/\| AMP \| S \| corrected/, /\| CIP \| S \| final/],
  },
  {
    name: 'a susceptibility that is sent again with another isolate under its OBX-4 belongs to that',
    messages: (tag) => [
      culture(tag, '0900', 'F', [ecoli('1'), words('AMP', '1', 'R')]),
      culture(tag, '1200', 'C', [ecoli('1', 'W'), enterococcus('1'), words('AMP', '1', 'R')]),
    ],
    shows: [/\| ORG \| 78065002/, AMP_R],
  },
  ...['No growth', 'No growth after 5 days', 'Negative'].map(
    (answer): ArrivalSet => ({
      name: `a preliminary isolate of which the final answer is ${answer} goes with its rows`,
      messages: (tag) => [
        culture(tag, '0900', 'P', [ecoli('1', 'P'), words('AMP', '1', 'R', 'P')]),
        culture(tag, '1200', 'F', [words('ORG', '1', answer)]),
      ],
      shows: [new RegExp(`\\| ORG \\| ${answer} \\| final`)],
    }),
  ),
  {
    name: 'an isolate that grows after a preliminary No growth keeps its rows',
    messages: (tag) => [
      culture(tag, '0900', 'P', [words('ORG', '1', 'No growth', 'P')]),
      culture(tag, '1200', 'F', [ecoli('1'), words('AMP', '1', 'R')]),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'the only organism of a report without OBX-4 is taken back with its susceptibilities',
    messages: (tag) => [
      culture(tag, '0900', 'F', [words('GRAM', '', 'GNR'), ecoli(''), words('AMP', '', 'R')]),
      culture(tag, '1200', 'C', [ecoli('', 'W')]),
    ],
    shows: [/\| GRAM \| GNR/],
  },
  {
    name: 'a test that is taken back leaves a reactive one behind it',
    messages: (tag) => [
      culture(tag, '0900', 'F', [words('HBSAG', '', 'NR'), words('HIV', '', 'R')]),
      culture(tag, '1200', 'C', [words('HBSAG', '', 'NR', 'W')]),
    ],
    shows: [/\| HIV \| R \| final/],
  },
  {
    name: 'rows under the dots of an isolate go with it, and those of the other stay',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[ecoli('1'), words('AMP', '1.1', 'R'), words('CIP', '1.2', 'S')],
        ...[enterococcus('2'), words('VAN', '2.1', 'S')],
      ]),
      culture(tag, '1200', 'C', [enterococcus('2', 'W')]),
    ],
    shows: [ORG_ECOLI, AMP_R, /\| CIP \| S \| final/],
  },
];
