import { type ArrivalSet, at, CULTURE, organism, type Result, said, susceptibility } from './messages.ts';

/** The crossmatch of a unit of blood, which OBX-4 names. */
const unit = (subId: string, answer: string, status = 'F'): Result => ({
  ...{ code: 'XM', value: answer === '' ? '' : `${answer.charAt(0)}^${answer}^L`, status },
  fields: { 2: 'CWE', 4: subId, 6: '' },
});
const allergen = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'IGE', value, status },
  fields: { 4: subId, 6: 'kU/L' },
});
const saidAt = (tag: string, time: string, status: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { 4: 'XM^Crossmatch^L', 25: status }, results });
const culture = (tag: string, time: string, status: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results });

const two = (tag: string, first: string, second: string) =>
  saidAt(tag, '0900', 'F', unit(first, 'Compatible'), unit(second, 'Compatible'));

const SODIUM: Result = { code: 'NA', value: '140' };

/** Results with a new OBX-4 and the words of another: they are no other result that was numbered anew. */
const ofNewNumbers: readonly ArrivalSet[] = (
  [
    ['serial numbers', 'W0001', 'W0002', 'W0003', 'W0004'],
    ['counts', '1', '2', '3', '4'],
  ] as const
).flatMap(([kind, first, second, third, fourth]): ArrivalSet[] => [
  {
    name: `two more units of blood, ${kind}, leave the first two`,
    messages: (tag) => [
      two(tag, first, second),
      saidAt(tag, '1000', 'F', unit(third, 'Incompatible'), unit(fourth, 'Compatible')),
    ],
    shows: [/\| XM \| I \| final/],
    ...{ results: 4, holds: [] },
  },
  {
    name: `a unit of blood that is taken back beside a new one, ${kind}, leaves the first`,
    messages: (tag) => [
      two(tag, first, second),
      saidAt(tag, '1000', 'C', unit(second, 'Compatible', 'W'), unit(third, 'Compatible'), SODIUM),
    ],
    shows: [/\| NA \| 140 mmol\/L \| final/],
    ...{ results: 3, holds: [] },
  },
  {
    name: `a unit of blood that is corrected beside a new one, ${kind}, leaves the first`,
    messages: (tag) => [
      two(tag, first, second),
      saidAt(tag, '1000', 'C', unit(second, 'Incompatible', 'C'), unit(third, 'Compatible')),
    ],
    shows: [/\| XM \| I \| corrected/],
    ...{ results: 3, holds: [] },
  },
]);

const K61 = /\| K \| 6.1 mmol\/L \| corrected/;
const measured = (subId: string, value: string, status = 'F'): Result => ({
  ...{ value, status },
  fields: { 4: subId },
});
const dotted = (tag: string) =>
  culture(
    ...([tag, '0900', 'F', organism('1.1', '112283007', 'Escherichia coli')] as const),
    ...[susceptibility('1.1.1', 'R'), organism('1.2', '56415008', 'Klebsiella pneumoniae')],
    susceptibility('1.2.1', 'S'),
  );
const ORGANISMS = [/\| ORG \| 112283007 \| final/, /\| ORG \| 56415008 \| final/];

/** One result of several, by its OBX-4, stated again. */
const sentAgain: readonly ArrivalSet[] = [
  {
    name: 'a correction of one of three results that is sent again, later, holds nothing',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', measured('1', '5.1'), measured('2', '5.2'), measured('3', '5.3')),
      saidAt(tag, '1000', 'C', measured('2', '6.1', 'C')),
      saidAt(tag, '1030', 'C', measured('2', '6.1', 'C')),
    ],
    shows: [/\| K \| 5.1 mmol\/L \| final/, K61, /\| K \| 5.3 mmol\/L \| final/],
    holds: [],
  },
  {
    name: 'a correction that is sent again after a result was added leaves that result',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', measured('1', '5.1'), measured('2', '5.2')),
      saidAt(tag, '1000', 'C', measured('1', '5.1', 'C'), measured('2', '6.1', 'C')),
      saidAt(tag, '1030', 'F', measured('3', '5.3')),
      said(tag, {
        ...{ sentAt: at('1100'), reportedAt: at('1000'), order: { 4: 'XM^Crossmatch^L', 25: 'C' } },
        results: [measured('1', '5.1', 'C'), measured('2', '6.1', 'C')],
      }),
    ],
    shows: [/\| K \| 5.1 mmol\/L \| corrected/, K61, /\| K \| 5.3 mmol\/L \| final/],
    holds: [],
  },
  {
    name: 'a susceptibility under two dots that is corrected, and sent again, leaves that of the other isolate',
    messages: (tag) => [
      dotted(tag),
      culture(tag, '1000', 'C', susceptibility('1.2.1', 'I', 'C')),
      culture(tag, '1030', 'C', susceptibility('1.2.1', 'I', 'C')),
    ],
    shows: [...ORGANISMS, /\| AMP \| R \| final/, /\| AMP \| I \| corrected/],
    holds: [],
  },
  {
    name: 'a susceptibility under two dots that is stated again alone leaves that of the other isolate',
    messages: (tag) => [dotted(tag), culture(tag, '1000', 'F', susceptibility('1.2.1', 'S'))],
    shows: [...ORGANISMS, /\| AMP \| R \| final/, /\| AMP \| S \| final/],
    holds: [],
  },
];

/** What belongs to an OBX-4 that was there before, and what is new. */
export const newNumbers: readonly ArrivalSet[] = [
  ...ofNewNumbers,
  {
    name: 'an allergen that is taken back beside a new one with its value leaves the others',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', allergen('CAT', '0.3'), allergen('DOG', '0.2')),
      saidAt(tag, '1000', 'C', allergen('DOG', '0.2', 'W'), allergen('MITE', '0.4')),
    ],
    shows: [/\| IGE \| 0.3 kU\/L \| final/, /\| IGE \| 0.4 kU\/L \| final/],
    holds: [],
  },
  {
    name: 'an isolate that is taken back beside a new one of the same species leaves the first',
    messages: (tag) => [
      culture(
        ...([tag, '0900', 'F', organism('1', '112283007', 'Escherichia coli')] as const),
        ...[
          susceptibility('1', 'R'),
          organism('2', '112283007', 'Escherichia coli'),
          susceptibility('2', 'S'),
        ],
      ),
      culture(
        ...([tag, '1000', 'C', organism('2', '112283007', 'Escherichia coli', 'W')] as const),
        ...[organism('3', '112283007', 'Escherichia coli'), susceptibility('3', 'I')],
      ),
    ],
    shows: [/\| AMP \| R \| final/, /\| AMP \| I \| final/],
    ...{ results: 4, holds: [] },
  },
  ...sentAgain,
];
