import { type Panel, panelMessage, panelSegments } from './child-panels.ts';
import { type ArrivalSet, at, CULTURE, organism, type Result, said } from './messages.ts';

const ecoli = (subId: string, status = 'F'): Result =>
  organism(subId, '112283007', 'Escherichia coli', status);
const klebsiella = (subId: string): Result => organism(subId, '56415008', 'Klebsiella pneumoniae');
const withoutValue = (subId: string, status: string): Result => ({
  ...{ code: 'ORG', value: '', status },
  fields: { 2: 'ST', 4: subId, 6: '' },
});

const culture = (
  tag: string,
  time: string,
  rows: readonly Result[],
  { status = 'C', panels = [] }: { readonly status?: string; readonly panels?: readonly Panel[] } = {},
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), order: { ...CULTURE, 25: status }, results: rows },
    more: panels.flatMap((panel) => panelSegments(tag, panel)),
  });

const NAMED = 'Escherichia coli';
const ofFirst: Panel = {
  ...{ time: '1000', isolate: `ORG&Organism&L^1^${NAMED}`, filler: 'S1' },
  drugs: { AMP: 'R' },
};
const ofSecond: Panel = {
  ...{ time: '1001', isolate: `ORG&Organism&L^2^${NAMED}`, filler: 'S2' },
  drugs: { AMP: 'S' },
};
const ofThird: Panel = {
  ...{ time: '1002', isolate: 'ORG&Organism&L^3^Klebsiella pneumoniae', filler: 'S3' },
  drugs: { CIP: 'S' },
};
const twins = (tag: string) => culture(tag, '0900', [ecoli('1'), ecoli('2')], { status: 'F' });
const three = (tag: string) =>
  culture(tag, '0900', [ecoli('1'), ecoli('2'), klebsiella('3')], { status: 'F' });
const panelsOf = (tag: string, ...panels: readonly Panel[]) =>
  panels.map((panel) => panelMessage(tag, panel));

const ORG_ECOLI = /\| ORG \| 112283007/;
const ORG_KLEBSIELLA = /\| ORG \| 56415008/;
const AMP_R = /\| AMP \| R \| final/;
const AMP_S = /\| AMP \| S \| final/;
const CIP_S = /\| CIP \| S \| final/;

/** Two isolates of one name in a culture. Only OBX-4 tells which of them a panel is of. */
export const twinIsolates: readonly ArrivalSet[] = [
  ...(
    [
      ['leaves out the second', [ecoli('1', 'C')], AMP_R],
      ['leaves out the first', [ecoli('2', 'C')], AMP_S],
      ['takes the first back and states the second', [ecoli('1', 'W'), ecoli('2')], AMP_S],
      ...['W', 'D', 'X'].flatMap((status) => [
        [`states the second as ${status}`, [ecoli('2', status)], AMP_R] as const,
        [`states the second as ${status} without its name`, [withoutValue('2', status)], AMP_R] as const,
      ]),
    ] as const
  ).map(
    ([what, rows, shown]): ArrivalSet => ({
      name: `of two isolates of one name, the panel of the lost one goes: the culture ${what}`,
      messages: (tag) => [twins(tag), ...panelsOf(tag, ofFirst, ofSecond), culture(tag, '1200', rows)],
      shows: [ORG_ECOLI, shown],
    }),
  ),
  {
    name: 'two isolates of one name in two coding systems are two for their panels',
    messages: (tag) => [
      culture(tag, '0900', [ecoli('1'), { ...ecoli('2'), value: `ECO^${NAMED}^L` }], { status: 'F' }),
      ...panelsOf(tag, ofFirst, ofSecond),
      culture(tag, '1200', [ecoli('1', 'C')]),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  ...(
    [
      ['first', ecoli('1', 'C'), AMP_R],
      ['second', { ...ecoli('2', 'C'), value: 'ECO^E. coli^L' }, AMP_S],
    ] as const
  ).map(
    ([which, row, shown]): ArrivalSet => ({
      name: `of two isolates of one organism in two spellings, the ${which} keeps its panel when it alone is left`,
      messages: (tag) => [
        culture(tag, '0900', [ecoli('1'), { ...ecoli('2'), value: 'ECO^E. coli^L' }], { status: 'F' }),
        ...panelsOf(tag, ofFirst, ofSecond),
        culture(tag, '1200', [row]),
      ],
      shows: [/\| ORG \| (112283007|ECO)/, shown],
    }),
  ),
  {
    name: 'of three isolates with two names, the panel of the lost one goes although the last is numbered anew',
    messages: (tag) => [
      three(tag),
      ...panelsOf(tag, ofSecond, ofThird),
      culture(tag, '1200', [ecoli('1'), klebsiella('2')]),
    ],
    shows: [ORG_ECOLI, ORG_KLEBSIELLA, CIP_S],
  },
  {
    name: 'two isolates of one name keep their panels where the third is lost',
    messages: (tag) => [
      culture(tag, '0900', [ecoli('1'), ecoli('2'), klebsiella('3')], {
        ...{
          status: 'F',
          panels: [
            { ...ofFirst, time: '0900' },
            { ...ofSecond, time: '0900' },
          ],
        },
      }),
      panelMessage(tag, ofThird),
      culture(tag, '1200', [ecoli('1'), ecoli('2')]),
    ],
    shows: [AMP_R, AMP_S],
    results: 4,
  },
  {
    name: 'a panel in the message of two isolates of one name goes with its isolate',
    messages: (tag) => [
      culture(tag, '0900', [ecoli('1'), ecoli('2')], {
        ...{
          status: 'F',
          panels: [
            { ...ofFirst, time: '0900' },
            { ...ofSecond, time: '0900' },
          ],
        },
      }),
      culture(tag, '1200', [ecoli('1', 'C')]),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'panels without OBR-26 stay while one of two isolates of one name is left',
    messages: (tag) => [
      twins(tag),
      ...panelsOf(tag, { ...ofFirst, isolate: '' }, { ...ofSecond, isolate: '' }),
      culture(tag, '1200', [ecoli('1', 'C')]),
    ],
    shows: [ORG_ECOLI, AMP_R, AMP_S],
  },
  {
    name: 'the second of two isolates of one name comes back with its panel',
    messages: (tag) => [
      twins(tag),
      ...panelsOf(tag, ofSecond),
      culture(tag, '1200', [withoutValue('2', 'W')]),
      culture(tag, '1300', [ecoli('1', 'C'), ecoli('2', 'C')]),
    ],
    shows: [AMP_S],
    results: 3,
  },
  {
    name: 'an isolate that is taken back and stated anew under another OBX-4 keeps its panel',
    messages: (tag) => [
      culture(tag, '0900', [ecoli('1')], { status: 'F' }),
      ...panelsOf(tag, ofFirst),
      culture(tag, '1200', [ecoli('1', 'W'), ecoli('2')]),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
];
