import { type ArrivalSet, at, CULTURE, organism, type Result, said } from './messages.ts';

const words = (code: string, subId: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'ST', 4: subId, 6: '' },
});
const coded = (code: string, subId: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'CWE', 4: subId, 6: '' },
});
const number = (code: string, subId: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 4: subId, 6: 'kU/L' },
});
const saidAt = (tag: string, time: string, status: string, results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { 25: status }, results });
const cultured = (tag: string, time: string, status: string, results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results });

const ecoli = (subId: string, status = 'F'): Result =>
  organism(subId, '112283007', 'Escherichia coli', status);
const noGrowth = (subId: string, status = 'F'): Result => organism(subId, '264868006', 'No growth', status);
const AMP_R = words('AMP', 'ANA', 'R');

const CAT = [words('ALG', '1', 'Cat'), number('IGE', '1', '0.5')];
const DOG = [words('ALG', '2', 'Dog'), number('IGE', '2', '12')];
const UNIT_1 = [words('UNIT', '1', 'W0001'), coded('XM', '1', 'C^Compatible^L')];
const unit2 = (crossmatch: string, status = 'F', unitStatus = 'F'): Result[] => [
  words('UNIT', '2', 'W0002', unitStatus),
  coded('XM', '2', crossmatch, status),
];
const variant = (subId: string, name: string, meaning: string, status = 'F'): Result[] => [
  words('VAR', subId, name, status),
  words('CLS', subId, meaning, status),
];
const BRCA1 = variant('1', 'BRCA1 c.68_69del', 'Pathogenic');
const BRCA2 = variant('2', 'BRCA2 c.1A>G', 'Uncertain');

/** Results of one test with an OBX-4 each, of which a later message states only some. Only isolates are stated together. */
export const oneByOne: readonly ArrivalSet[] = [
  {
    name: 'a card that is stated again takes no other card away',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [
        ...[words('FOB', '1', 'Negative'), words('FOB', '2', 'Positive'), words('FOB', '3', 'Trace')],
      ]),
      saidAt(tag, '1000', 'F', [words('FOB', '1', 'Negative')]),
    ],
    shows: [/\| FOB \| Negative/, /\| FOB \| Positive \| final/, /\| FOB \| Trace/],
  },
  {
    name: 'the final of one preliminary card leaves the other preliminary',
    messages: (tag) => [
      saidAt(tag, '0900', 'P', [words('FOB', '1', 'Negative', 'P'), words('FOB', '2', 'Positive', 'P')]),
      saidAt(tag, '1000', 'F', [words('FOB', '1', 'Negative')]),
    ],
    shows: [/\| FOB \| Negative \| final/, /\| FOB \| Positive \| preliminary/],
  },
  {
    name: 'an allergen that is stated again takes no other allergen away',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [...CAT, ...DOG]),
      saidAt(tag, '1000', 'F', CAT),
      saidAt(tag, '1100', 'C', [words('ALG', '1', 'Cat'), number('IGE', '1', '0.7', 'C')]),
    ],
    shows: [
      /\| ALG \| Cat/,
      /\| IGE \| 0.7 kU\/L \| corrected/,
      /\| ALG \| Dog/,
      /\| IGE \| 12 kU\/L \| final/,
    ],
  },
  {
    name: 'an amount that is stated again takes no other amount away',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [number('IGE', '1', '0.5'), number('IGE', '2', '12')]),
      saidAt(tag, '1000', 'F', [number('IGE', '1', '0.5')]),
    ],
    shows: [/\| IGE \| 0.5 kU/, /\| IGE \| 12 kU/],
  },
  {
    name: 'the corrected crossmatch of one unit of blood leaves the other unit',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [...UNIT_1, ...unit2('C^Compatible^L')]),
      saidAt(tag, '1000', 'C', unit2('I^Incompatible^L', 'C')),
    ],
    shows: [
      ...[/\| UNIT \| W0001/, /\| XM \| C \| final/],
      ...[/\| UNIT \| W0002/, /\| XM \| I \| corrected/],
    ],
  },
  {
    name: 'one unit of blood that is stated again leaves an incompatible one',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [...UNIT_1, ...unit2('I^Incompatible^L')]),
      saidAt(tag, '1000', 'F', [...UNIT_1, words('ISS', '1', 'Issued')]),
    ],
    shows: [
      ...[/\| UNIT \| W0001/, /\| XM \| C /, /\| ISS \| Issued/],
      ...[/\| UNIT \| W0002/, /\| XM \| I \| final/],
    ],
  },
  ...['C', 'F'].map(
    (status): ArrivalSet => ({
      name: `a species that nothing shows to be an isolate, and that a report with the status ${status} leaves out, waits`,
      messages: (tag) => [
        saidAt(tag, '0900', 'F', [
          words('RES', '1', 'Moraxella catarrhalis'),
          words('RES', '2', 'Kocuria kristinae'),
        ]),
        saidAt(tag, '1000', status, [words('RES', '1', 'Moraxella catarrhalis')]),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'a species that was sent alone stays without a hold when another is sent again',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [words('RES', '1', 'Moraxella catarrhalis')]),
      saidAt(tag, '0930', 'F', [words('RES', '2', 'Kocuria kristinae')]),
      saidAt(tag, '1000', 'F', [words('RES', '1', 'Moraxella catarrhalis')]),
    ],
    shows: [/Moraxella/, /Kocuria/],
    holds: [],
  },
  {
    name: 'a variant that gets another meaning leaves the other variant',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [...BRCA1, ...BRCA2]),
      saidAt(tag, '1000', 'C', [words('VAR', '2', 'BRCA2 c.1A>G'), words('CLS', '2', 'Benign', 'C')]),
    ],
    shows: [/\| VAR \| BRCA1/, /\| CLS \| Pathogenic/, /\| VAR \| BRCA2/, /\| CLS \| Benign \| corrected/],
  },
  {
    name: 'a result that is marked as corrected and is the same may be corrected by what its message leaves out',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [...BRCA1, ...BRCA2]),
      saidAt(tag, '1000', 'C', variant('1', 'BRCA1 c.68_69del', 'Pathogenic', 'C')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a set that is stated again under other numbers counts whole',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [words('ABID', '1', 'Anti-D'), words('ABID', '2', 'Anti-K')]),
      saidAt(tag, '1000', 'C', [words('ABID', '1', 'Anti-K', 'C')]),
    ],
    shows: [/\| ABID \| Anti-K/],
  },
  {
    name: 'a bottle without growth that is stated again leaves the isolate of the other: in words',
    messages: (tag) => [
      cultured(tag, '0900', 'F', [noGrowth('AER'), ecoli('ANA'), AMP_R]),
      cultured(tag, '1000', 'F', [noGrowth('AER')]),
    ],
    shows: [/\| ORG \| 264868006/, /\| ORG \| 112283007 \| final/, /\| AMP \| R/],
  },
  {
    name: 'a bottle without growth that is stated again leaves the isolate of the other: in numbers',
    messages: (tag) => [
      cultured(tag, '0900', 'P', [noGrowth('1', 'P'), ecoli('2'), words('AMP', '2', 'R')]),
      cultured(tag, '1000', 'F', [noGrowth('1')]),
    ],
    shows: [/\| ORG \| 264868006 \| final/, /\| ORG \| 112283007 \| final/, /\| AMP \| R/],
  },
  {
    name: 'the isolate of a bottle that is stated again leaves the bottle without growth',
    messages: (tag) => [
      cultured(tag, '0900', 'F', [noGrowth('1'), ecoli('2')]),
      cultured(tag, '1000', 'F', [ecoli('2'), words('AMP', '2', 'R')]),
    ],
    shows: [/\| ORG \| 264868006 \| final/, /\| ORG \| 112283007 \| final/, /\| AMP \| R/],
  },
  {
    name: 'the isolates of a culture are known by its service, and one that is stated alone counts whole',
    messages: (tag) => [
      cultured(tag, '0900', 'F', [
        words('ISO', '1', 'Escherichia coli'),
        words('ISO', '2', 'Candida albicans'),
      ]),
      cultured(tag, '1000', 'F', [words('ISO', '1', 'Escherichia coli')]),
    ],
    shows: [/\| ISO \| Escherichia coli/],
  },
  ...(
    [
      ['isolate', organism('1', '3092008', 'Staphylococcus aureus'), ecoli('2'), [/3092008/, /112283007/]],
      ['bottle', organism('AER', '3092008', 'Staphylococcus aureus'), ecoli('ANA'), [/3092008/, /112283007/]],
      ['unit of blood', words('UNIT', '1', 'W0001'), words('UNIT', '2', 'W0002'), [/W0001/, /W0002/]],
      ['variant', words('VAR', '1', 'BRCA1 c.68'), words('VAR', '2', 'BRCA2 c.1A'), [/BRCA1/, /BRCA2/]],
    ] as const
  ).map(
    ([what, first, second, shows]): ArrivalSet => ({
      name: `a second ${what} that comes alone in a corrected report leaves the first in the chart`,
      messages: (tag) => [cultured(tag, '0900', 'F', [first]), cultured(tag, '1000', 'C', [second])],
      shows,
      holds: [],
    }),
  ),
  {
    name: 'a marked correction under an OBX-4 that nobody stated, beside the only isolate, is held',
    messages: (tag) => [
      cultured(tag, '0900', 'F', [organism('1', '3092008', 'Staphylococcus aureus')]),
      cultured(tag, '1000', 'C', [ecoli('2', 'C')]),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a number under an OBX-4 that nobody stated in a corrected report may correct the only one: held',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', [number('IGE', '1', '5')]),
      saidAt(tag, '1000', 'C', [number('IGE', '2', '7')]),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  ...['C', 'F'].map(
    (status): ArrivalSet => ({
      name: `a crossmatch that is corrected to the words of another unit is corrected itself: ${status}`,
      messages: (tag) => [
        saidAt(tag, '0900', 'F', UNIT_1),
        saidAt(tag, '1000', 'F', unit2('I^Incompatible^L')),
        saidAt(tag, '1100', 'C', [words('UNIT', '1', 'W0001'), coded('XM', '1', 'I^Incompatible^L', status)]),
      ],
      shows: [/\| UNIT \| W0001/, /\| UNIT \| W0002/, /\| XM \| I \| corrected/, /\| XM \| I \| final/],
      holds: [],
    }),
  ),
  {
    name: 'the class of a variant that is corrected to that of another variant is corrected itself',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', BRCA1),
      saidAt(tag, '1000', 'F', BRCA2),
      saidAt(tag, '1100', 'C', [words('CLS', '1', 'Uncertain', 'C')]),
    ],
    shows: [
      /\| VAR \| BRCA1/,
      /\| VAR \| BRCA2/,
      /\| CLS \| Uncertain \| corrected/,
      /\| CLS \| Uncertain \| final/,
    ],
    holds: [],
  },
];
