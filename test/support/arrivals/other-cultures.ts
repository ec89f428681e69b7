import { type Panel, panelMessage } from './child-panels.ts';
import { type ArrivalSet, at, organism, type Result, said } from './messages.ts';

const ecoli = (subId = '1', status = 'F'): Result => organism(subId, '112283007', 'Escherichia coli', status);

const words = (value: string, status = 'F', code = 'ORG'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'ST', 4: '1', 6: '' },
});

interface Culture {
  readonly time: string;
  readonly status?: string;
  readonly service?: string;
  readonly filler?: string;
}

/** What one culture of the order says. */
const culture = (
  tag: string,
  { time, status = 'F', service = 'CULT', filler = 'F1' }: Culture,
  ...rows: readonly Result[]
): Uint8Array =>
  said(tag, {
    sentAt: time.length === 4 ? at(time) : time,
    order: { 3: filler === '' ? '' : `${tag}${filler}`, 4: `${service}^${service}^L`, 25: status },
    results: rows,
  });

const first = (tag: string) => culture(tag, { time: '0900' }, ecoli());
const ofFirst = { time: '1000', isolate: 'ORG&Organism&L^1', drugs: { AMP: 'R' } };
const named = { ...ofFirst, isolate: 'ORG&Organism&L^1^Escherichia coli' };
const byPlacer = (tag: string, panel: Panel) => panelMessage(tag, { ...panel, parent: `${tag}P1` });
const yeast = (tag: string, filler = 'F1') =>
  culture(tag, { time: '0930', status: 'P', service: 'FUNG', filler }, words('Yeast', 'P'));
const noFungus = (tag: string, filler = 'F1') =>
  culture(tag, { time: '20260228090000', service: 'FUNG', filler }, words('No growth'));
const withdrawn = (tag: string, filler = 'F1') =>
  culture(tag, { time: '1100', status: 'C', filler }, words('', 'W'));
const subculture = (tag: string, time: string, row: Result) =>
  said(tag, {
    ...{ sentAt: at(time), results: [row] },
    order: {
      3: `${tag}F3`,
      4: 'SUBC^Subculture^L',
      25: row.status ?? 'F',
      26: ofFirst.isolate,
      29: `${tag}P1^${tag}F1`,
    },
  });
const secondBottle = (tag: string, row: Result, time = '0905') =>
  culture(tag, { time, status: row.status ?? 'F', filler: 'F2' }, row);

const ORG_ECOLI = /\| ORG \| 112283007/;
const NO_GROWTH = /\| ORG \| No growth/;
const AMP_R = /\| AMP \| R \| final/;

/** Several cultures, stains and bottles of one order. A panel goes with its own isolate, and with no other. */
export const otherCultures: readonly ArrivalSet[] = [
  ...(['ORG', 'GRAM'] as const).map(
    (code): ArrivalSet => ({
      name: `a stain under ${code} that is corrected to none leaves the panel of the culture`,
      messages: (tag) => [
        culture(tag, { time: '0830', service: 'GRAM' }, words('Gram negative rods', 'F', code)),
        first(tag),
        panelMessage(tag, ofFirst),
        culture(tag, { time: '1100', status: 'C', service: 'GRAM' }, words('No organisms seen', 'C', code)),
      ],
      shows: [ORG_ECOLI, new RegExp(`\\| ${code} \\| No organisms seen`), AMP_R],
    }),
  ),
  {
    name: 'a panel goes with its isolate although a Gram stain of the same test stands',
    messages: (tag) => [
      culture(tag, { time: '0830', service: 'GRAM' }, words('Gram negative rods')),
      first(tag),
      panelMessage(tag, ofFirst),
      withdrawn(tag),
    ],
    shows: [/\| ORG \| Gram negative rods/],
  },
  ...[ofFirst, named].flatMap((panel): ArrivalSet[] => [
    {
      name: `a fungal culture without growth leaves the panel of ${panel.isolate}`,
      messages: (tag) => [first(tag), panelMessage(tag, panel), noFungus(tag)],
      shows: [ORG_ECOLI, NO_GROWTH, AMP_R],
    },
    {
      name: `a fungal culture that loses its yeast leaves the panel of ${panel.isolate}`,
      messages: (tag) => [first(tag), panelMessage(tag, panel), yeast(tag), noFungus(tag)],
      shows: [ORG_ECOLI, NO_GROWTH, AMP_R],
    },
    {
      name: `another culture of the placer that gets another name leaves the panel of ${panel.isolate}`,
      messages: (tag) => [
        first(tag),
        secondBottle(tag, words('Proteus sp')),
        byPlacer(tag, panel),
        secondBottle(tag, words('Klebsiella', 'C'), '1100'),
      ],
      shows: [ORG_ECOLI, /\| ORG \| Klebsiella/, AMP_R],
    },
  ]),
  {
    name: 'cultures without filler numbers are told apart by their services',
    messages: (tag) => [
      culture(tag, { time: '0900', filler: '' }, ecoli()),
      yeast(tag, ''),
      byPlacer(tag, ofFirst),
      noFungus(tag, ''),
    ],
    shows: [ORG_ECOLI, NO_GROWTH, AMP_R],
  },
  {
    name: 'a panel that is sent again survives a fungal culture without growth',
    messages: (tag) => [
      first(tag),
      panelMessage(tag, ofFirst),
      panelMessage(tag, { ...ofFirst, time: '1200' }),
      noFungus(tag),
    ],
    shows: [ORG_ECOLI, NO_GROWTH, AMP_R],
  },
  {
    name: 'a panel goes with its isolate although a fungal culture without growth stands',
    messages: (tag) => [first(tag), panelMessage(tag, ofFirst), withdrawn(tag), noFungus(tag)],
    shows: [NO_GROWTH],
  },
  {
    name: 'a panel goes with its isolate although a stain of another test stands',
    messages: (tag) => [
      culture(tag, { time: '0830', service: 'GRAM' }, words('Gram negative rods', 'F', 'GRAM')),
      first(tag),
      panelMessage(tag, ofFirst),
      withdrawn(tag),
    ],
    shows: [/\| GRAM \| Gram negative rods/],
  },
  {
    name: 'a panel that names a filler goes with that bottle although the other has the same organism',
    messages: (tag) => [first(tag), secondBottle(tag, ecoli()), panelMessage(tag, named), withdrawn(tag)],
    shows: [ORG_ECOLI],
  },
  {
    name: 'a panel that names only the placer stays while one of two bottles has the organism',
    messages: (tag) => [first(tag), secondBottle(tag, ecoli()), byPlacer(tag, named), withdrawn(tag)],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'a panel that names only the placer goes with the bottle that had its organism',
    messages: (tag) => [
      first(tag),
      secondBottle(tag, words('Proteus mirabilis')),
      byPlacer(tag, named),
      withdrawn(tag),
    ],
    shows: [/\| ORG \| Proteus mirabilis/],
  },
  {
    name: 'a panel goes when every culture that it may mean has lost its isolate',
    messages: (tag) => [first(tag), panelMessage(tag, ofFirst), yeast(tag), withdrawn(tag), noFungus(tag)],
    shows: [NO_GROWTH],
  },
  {
    name: 'the panel of an organism goes although a fungal culture stands',
    messages: (tag) => [
      first(tag),
      panelMessage(tag, named),
      culture(tag, { time: '1100', status: 'C' }, organism('1', '56415008', 'Klebsiella pneumoniae', 'C')),
      culture(tag, { time: '1200', service: 'FUNG' }, words('Candida albicans')),
    ],
    shows: [/\| ORG \| 56415008/, /\| ORG \| Candida albicans/],
  },
  {
    name: 'a culture that is corrected under another service takes the panel of its old name',
    messages: (tag) => [
      first(tag),
      panelMessage(tag, ofFirst),
      culture(
        tag,
        { time: '1100', status: 'C', service: 'CULTC' },
        organism('1', '56415008', 'Klebsiella pneumoniae', 'C'),
      ),
    ],
    shows: [/\| ORG \| 56415008/],
  },
  {
    name: 'a cancelled fungal culture leaves the panel of the other culture',
    messages: (tag) => [
      first(tag),
      culture(tag, { time: '0901', service: 'FUNG' }, words('Candida albicans')),
      panelMessage(tag, ofFirst),
      culture(tag, { time: '1100', status: 'X', service: 'FUNG' }),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'the cancellation of a whole order takes the panel of any of its cultures',
    messages: (tag) => [
      first(tag),
      culture(tag, { time: '0901', service: 'FUNG' }, words('Candida albicans')),
      panelMessage(tag, ofFirst),
      said(tag, { sentAt: at('1100'), order: { 4: '', 25: 'X' } }),
    ],
    shows: [],
  },
  {
    name: 'a second panel goes with the isolate of its own bottle, and the first one stays',
    messages: (tag) => [
      first(tag),
      secondBottle(tag, ecoli()),
      panelMessage(tag, named),
      panelMessage(tag, {
        ...{ time: '1001', isolate: named.isolate, drugs: { AMP: 'S' } },
        ...{ filler: 'S2', parent: `${tag}P1^${tag}F2` },
      }),
      secondBottle(tag, words('', 'W'), '1100'),
    ],
    shows: [ORG_ECOLI, AMP_R],
  },
  {
    name: 'the panel of a subculture goes with the isolate of the subculture',
    messages: (tag) => [
      culture(tag, { time: '0900' }, words('Gram negative rods')),
      subculture(tag, '0930', ecoli()),
      panelMessage(tag, { ...ofFirst, parent: `^${tag}F3` }),
      subculture(tag, '1100', words('', 'W')),
    ],
    shows: [/\| ORG \| Gram negative rods/],
  },
  {
    name: 'the panel of a subculture stays where the subculture is restated',
    messages: (tag) => [
      culture(tag, { time: '0900' }, words('Gram negative rods')),
      subculture(tag, '0930', ecoli()),
      panelMessage(tag, { ...ofFirst, parent: `^${tag}F3` }),
      subculture(tag, '1100', ecoli('1', 'C')),
    ],
    shows: [/\| ORG \| Gram negative rods/, ORG_ECOLI, AMP_R],
  },
  {
    name: 'a left-out isolate takes its panel although a fungal culture stands',
    messages: (tag) => [
      culture(tag, { time: '0900' }, ecoli(), organism('2', '56415008', 'Klebsiella pneumoniae')),
      panelMessage(tag, { ...ofFirst, isolate: 'ORG&Organism&L^2' }),
      culture(tag, { time: '1000', service: 'FUNG' }, words('Candida albicans')),
      culture(tag, { time: '1100', status: 'C' }, ecoli('1', 'C')),
    ],
    shows: [ORG_ECOLI, /\| ORG \| Candida albicans/],
  },
];
