import { type Panel, panelMessage } from './child-panels.ts';
import { type ArrivalSet, at, CULTURE, type Result, said, susceptibility } from './messages.ts';

const named = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'ORG', value, status },
  fields: { 2: value.includes('^') ? 'CWE' : 'ST', 4: subId, 6: '' },
});

const culture = (tag: string, time: string, rows: readonly Result[], status = 'F'): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results: rows });

const ofFirst: Panel = { time: '1000', isolate: 'ORG&Organism&L^1', drugs: { AMP: 'R' } };
const AMP_R = /\| AMP \| R \| final/;

const refinements: readonly (readonly [string, string, string, RegExp])[] = [
  ['a resistance', 'Escherichia coli', 'Escherichia coli (ESBL)', /\| ORG \| Escherichia coli \(ESBL\)/],
  ['its species', 'Candida sp.', 'Candida albicans', /\| ORG \| Candida albicans/],
  [
    'a code in place of a local one',
    'ECO^E. coli^L',
    '112283007^Escherichia coli^SCT',
    /\| ORG \| 112283007/,
  ],
  [
    'the species of its genus',
    '116197008^Staphylococcus, coagulase negative^SCT',
    '60875001^Staphylococcus epidermidis^SCT',
    /\| ORG \| 60875001/,
  ],
  ['the name of a description', 'Gram negative rods', 'Escherichia coli', /\| ORG \| Escherichia coli/],
  ['a yeast with a name', 'Yeast', 'Candida albicans', /\| ORG \| Candida albicans/],
  [
    'the name of its new genus',
    'Enterobacter aerogenes',
    'Klebsiella aerogenes',
    /\| ORG \| Klebsiella aerogenes/,
  ],
  ['another colony count', '10000 CFU E. coli', '100000 CFU E. coli', /\| ORG \| 100000 CFU E. coli/],
];

const mistakes: readonly (readonly [string, string])[] = [
  ['Gram negative rods', 'Staphylococcus aureus'],
  ['Candida albicans', 'Candida glabrata'],
  ['Staphylococcus coagulase negative', 'Staphylococcus aureus'],
  ['Escherichia coli', 'Klebsiella pneumoniae formerly reported as Escherichia coli'],
];

export const refinedIsolates: readonly ArrivalSet[] = [
  ...refinements.map(
    ([what, before, after, line]): ArrivalSet => ({
      name: `an isolate whose name gets ${what} keeps its panel`,
      messages: (tag) => [
        culture(tag, '0900', [named('1', before)]),
        panelMessage(tag, ofFirst),
        culture(tag, '1200', [named('1', after, 'C')], 'C'),
      ],
      shows: [line, AMP_R],
    }),
  ),
  {
    name: 'an isolate whose name gets its species keeps the susceptibilities in its own report',
    messages: (tag) => [
      culture(tag, '0900', [named('1', 'Candida species'), susceptibility('1', 'R')]),
      culture(tag, '1200', [named('1', 'Candida albicans')]),
    ],
    shows: [/\| ORG \| Candida albicans/, AMP_R],
  },
  {
    name: 'a refined isolate beside another keeps its panel',
    messages: (tag) => [
      culture(tag, '0900', [named('1', 'Candida sp.'), named('2', 'Escherichia coli')]),
      panelMessage(tag, ofFirst),
      culture(tag, '1200', [named('1', 'Candida albicans'), named('2', 'Escherichia coli')]),
    ],
    shows: [/\| ORG \| Candida albicans/, /\| ORG \| Escherichia coli/, AMP_R],
  },
  {
    name: 'an isolate with an answer that it was not found loses its panel, although the words name it',
    messages: (tag) => [
      culture(tag, '0900', [named('1', 'Salmonella')]),
      panelMessage(tag, ofFirst),
      culture(tag, '1200', [named('1', 'Salmonella not isolated', 'C')], 'C'),
    ],
    shows: [/\| ORG \| Salmonella not isolated/],
  },
  ...mistakes.flatMap(([before, after]) =>
    ['', `^${before}`].map(
      (word): ArrivalSet => ({
        name: `the panel of ${before}${word === '' ? '' : ' in words'} goes when the isolate turns out to be ${after}`,
        messages: (tag) => [
          culture(tag, '0900', [named('1', before)]),
          panelMessage(tag, { ...ofFirst, isolate: `${ofFirst.isolate}${word}` }),
          culture(tag, '1200', [named('1', after, 'C')], 'C'),
        ],
        shows: [new RegExp(`\\| ORG \\| ${after}`)],
      }),
    ),
  ),
];
