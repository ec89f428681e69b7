import { type ArrivalSet, at, CULTURE, organism, type Result, said, susceptibility } from './messages.ts';

/** A row without OBX-4. */
const row = (code: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'ST', 6: '' },
});
const culture = (tag: string, time: string, status: string, ...rows: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results: rows });

const ecoli = (subId: string, status = 'F') => organism(subId, '112283007', 'Escherichia coli', status);
const klebsiella = (subId: string, status = 'F') =>
  organism(subId, '56415008', 'Klebsiella pneumoniae', status);
const resistant = (subId: string, status = 'F') => susceptibility(subId, 'R', status);
const tested = (subId: string) => susceptibility(subId, 'S');

const ECOLI = /\| ORG \| 112283007/;
const KLEBSIELLA = /\| ORG \| 56415008/;
const S = /\| AMP \| S \| final/;
const R = /\| AMP \| R \| /;

/** Susceptibilities that have an OBX-4 in some messages, and none in others. */
export const unnumberedRows: readonly ArrivalSet[] = [
  ...(
    [
      ['1', '', 'C'],
      ['', '1', 'C'],
      ['1', '', 'F'],
    ] as const
  ).map(
    ([before, after, status]): ArrivalSet => ({
      name: `a susceptibility of OBX-4 "${before}" is changed under OBX-4 "${after}" (${status})`,
      messages: (tag) => [
        culture(tag, '1000', 'F', ecoli(before), tested(before)),
        culture(tag, '1200', status, ecoli(after), resistant(after, status)),
      ],
      shows: [ECOLI, R],
    }),
  ),
  {
    name: 'a susceptibility without OBX-4 that is taken back is that of the only isolate',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli('1'), tested('1')),
      culture(tag, '1200', 'C', ecoli(''), susceptibility('', 'S', 'W')),
    ],
    shows: [ECOLI],
  },
  {
    name: 'a culture that is sent again without OBX-4 has each row once',
    messages: (tag) => [
      culture(
        tag,
        '1000',
        'F',
        ecoli('1'),
        { ...row('QTY', 'Many'), fields: { 2: 'ST', 4: '1', 6: '' } },
        tested('1'),
      ),
      culture(tag, '1200', 'F', ecoli(''), row('QTY', 'Many'), tested('')),
    ],
    shows: [ECOLI, /\| QTY \| Many/, S],
  },
  {
    name: 'a susceptibility without OBX-4 stays that of its isolate when a second one comes',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli(''), tested('')),
      culture(tag, '1200', 'F', ecoli('1'), tested('1'), klebsiella('2'), resistant('2')),
    ],
    shows: [ECOLI, S, KLEBSIELLA, R],
  },
  {
    name: 'a corrected susceptibility without OBX-4 is of the only isolate that was tested',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli('1'), tested('1'), klebsiella('2')),
      culture(tag, '1200', 'C', resistant('', 'C')),
    ],
    shows: [ECOLI, R, KLEBSIELLA],
  },
  {
    name: 'a corrected susceptibility without OBX-4 is of the isolate that is left',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli('1'), tested('1'), klebsiella('2'), tested('2')),
      culture(tag, '1100', 'C', ecoli('1', 'W')),
      culture(tag, '1200', 'C', resistant('', 'C')),
    ],
    shows: [R, KLEBSIELLA],
  },
  {
    name: 'a corrected susceptibility without OBX-4 of two isolates is held',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli('1'), tested('1'), klebsiella('2'), tested('2')),
      culture(tag, '1200', 'C', resistant('', 'C')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  ...(['W', 'D', 'X'] as const).map(
    (status): ArrivalSet => ({
      name: `a susceptibility without OBX-4 goes with its isolate that has one when it ends (${status})`,
      messages: (tag) => [
        culture(tag, '1000', 'F', ecoli(''), tested('')),
        culture(tag, '1200', 'C', ecoli('1', status)),
      ],
      shows: [],
    }),
  ),
  {
    name: 'a susceptibility without OBX-4 does not stay under the other name of its isolate',
    messages: (tag) => [
      culture(tag, '1000', 'F', row('GRAM', 'GNR'), ecoli(''), tested('')),
      culture(tag, '1200', 'C', klebsiella('1', 'C')),
    ],
    shows: [/\| GRAM \| GNR/, KLEBSIELLA],
  },
  {
    name: 'a susceptibility is that of the only isolate if OBX-4 is at the susceptibility alone',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli(''), tested(''), row('CRP', '5')),
      culture(tag, '1100', 'F', ecoli(''), tested('')),
      culture(tag, '1200', 'C', susceptibility('1', 'S', 'W')),
    ],
    shows: [ECOLI, /\| CRP \| 5/],
  },
  {
    name: 'a corrected susceptibility under an OBX-4 that no isolate has is held',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli('1'), tested('1')),
      culture(tag, '1200', 'C', resistant('2', 'C')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'of two isolates without OBX-4 each has the susceptibilities behind it',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli(''), tested(''), klebsiella(''), resistant('')),
      culture(tag, '1200', 'C', klebsiella('', 'W')),
    ],
    shows: [ECOLI, S],
  },
  {
    name: 'two isolates without OBX-4 that are sent again with one stand once',
    messages: (tag) => [
      culture(tag, '1000', 'F', ecoli(''), tested(''), klebsiella(''), resistant('')),
      culture(tag, '1200', 'F', klebsiella('1'), resistant('1'), ecoli('2'), tested('2')),
    ],
    shows: [ECOLI, S, KLEBSIELLA, R],
  },
  {
    name: 'a panel that is sent again with the new number of its isolate has each row once, and is corrected',
    messages: (tag) =>
      (
        [
          ['1000', '1', 'F', 'S'],
          ['1100', '2', 'F', 'S'],
          ['1200', '2', 'C', 'R'],
        ] as const
      ).map(([time, number, status, value]) =>
        said(tag, {
          ...{ sentAt: at(time), results: [susceptibility(number, value, status)] },
          order: {
            ...{ 3: `${tag}S1`, 4: 'SUSC^Susceptibility^L', 25: status },
            ...{ 26: `ORG&ORG&L^${number}^Escherichia coli`, 29: `${tag}P1^${tag}F1` },
          },
        }),
      ),
    shows: [R],
  },
  {
    name: 'no growth that OBX-4 numbers by its days ends with the final',
    messages: (tag) =>
      (
        [
          ['1000', 'P', '1', 'No growth after 24 hours'],
          ['1100', 'P', '2', 'No growth after 48 hours'],
          ['1200', 'F', '3', 'No growth after 5 days'],
        ] as const
      ).map(([time, status, number, value]) =>
        culture(tag, time, status, { ...row('ORG', value, status), fields: { 2: 'ST', 4: number, 6: '' } }),
      ),
    shows: [/\| ORG \| No growth after 5 days \| final/],
  },
  ...(
    [
      ['1', 'No growth after 24 hours', 'No growth after 48 hours'],
      ['3', 'Kein Wachstum nach 24 h', 'Sterile to date'],
    ] as const
  ).map(
    ([number, first, second]): ArrivalSet => ({
      name: `no growth that OBX-4 numbers by its days ends with the isolate that is final under ${number}`,
      messages: (tag) => [
        ...[first, second].map((value, index) =>
          culture(tag, `1${index}00`, 'P', {
            ...row('ORG', value, 'P'),
            fields: { 2: 'ST', 4: String(index + 1), 6: '' },
          }),
        ),
        culture(tag, '1200', 'F', ecoli(number)),
      ],
      shows: [ECOLI],
    }),
  ),
  {
    name: 'a preliminary isolate ends when its OBX-4 becomes that of another',
    messages: (tag) => [
      culture(tag, '1000', 'P', organism('1', '87172008', 'Gram-negative rods', 'P')),
      culture(tag, '1100', 'P', ecoli('2', 'P')),
      culture(tag, '1200', 'F', ecoli('1')),
    ],
    shows: [/\| ORG \| 112283007 .*\| final/],
  },
];
