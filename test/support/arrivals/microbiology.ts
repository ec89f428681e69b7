import { obr, segment } from '../messages.ts';
import { type Panel, panelMessage, panelSegments } from './child-panels.ts';
import {
  type ArrivalSet,
  at,
  COLLECTED,
  CULTURE,
  type Fields,
  organism,
  partText,
  type Result,
  results,
  said,
  susceptibility,
} from './messages.ts';

const ECOLI = ['112283007', 'Escherichia coli'] as const;
const STAPH = ['3092008', 'Staphylococcus aureus'] as const;
const isolate = (subId: string, [code, name]: readonly [string, string], status = 'F'): Result =>
  organism(subId, code, name, status);
const ECO = /\| ORG \| 112283007/;

const culture = (
  tag: string,
  time: string,
  status: string,
  rows: readonly Result[],
  more: readonly string[] = [],
) => said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results: rows, more });
const quantity = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'CNT', value, status },
  fields: { 2: 'ST', 4: subId, 6: '' },
});
const gram = (value: string, status = 'F'): Result => ({
  code: 'GRAM',
  value,
  status,
  fields: { 2: 'ST', 6: '' },
});

const SURGICAL = { 4: 'SURG^Surgical pathology^L' };
const pathology = (tag: string, time: string, status: string, rows: readonly Result[], fields: Fields = {}) =>
  said(tag, { sentAt: at(time), order: { ...SURGICAL, 25: status, ...fields }, results: rows });

/** A line of a diagnosis. */
const numbered = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'DX', value, status },
  fields: { 2: 'TX', 4: subId, 6: '' },
});

const added = (tag: string, time: string, service: string, rows: readonly Result[], fields: Fields = {}) =>
  said(tag, {
    sentAt: at(time),
    order: { 3: `${tag}F2`, 4: `${service}^${service}^L`, 29: `${tag}P1^${tag}F1`, ...fields },
    results: rows,
  });
const bottle = (tag: string, number: string): string =>
  segment('SPM', {
    1: '1',
    2: `${tag}B${number}^${tag}B${number}`,
    4: 'BLD^Blood^HL70487',
    11: 'P^Patient^HL70369',
  });
const panelOf = (
  subId: string,
  filler: string,
  time: string,
  drugs: Panel['drugs'],
  status = 'F',
): Panel => ({
  ...{ time, status, drugs, filler, isolate: `ORG&Organism&L^${subId}` },
});

export const microbiology: readonly ArrivalSet[] = [
  {
    name: 'the rows of an isolate that OBX-11 W takes back go with it, and those of the other stay',
    messages: (tag) => [
      culture(tag, '0900', 'F', [
        ...[isolate('1', ECOLI), susceptibility('1', 'S'), quantity('1', '100000')],
        ...[isolate('2', STAPH), susceptibility('2', 'R'), quantity('2', '1000')],
      ]),
      culture(tag, '1000', 'F', [isolate('2', STAPH, 'W')]),
      culture(tag, '1100', 'C', [quantity('1', '50000', 'C')]),
    ],
    shows: [ECO, /\| AMP \| S \|/, /\| CNT \| 50000 /],
  },
  {
    name: 'a Gram stain, a preliminary and a final culture of one order stand as the last says',
    messages: (tag) => [
      culture(tag, '0900', 'P', [gram('GRAM NEGATIVE RODS', 'F')]),
      culture(tag, '1000', 'P', [organism('1', 'GNR', 'Gram negative rods', 'P')]),
      culture(tag, '1100', 'F', [isolate('1', ECOLI)]),
      culture(tag, '1200', 'C', [gram('GRAM NEGATIVE RODS, GRAM POSITIVE COCCI', 'C')]),
    ],
    shows: [/\| GRAM \| GRAM NEGATIVE RODS, GRAM POSITIVE COCCI \| corrected/, ECO],
  },
  {
    name: 'two blood culture bottles of one placer keep their isolates and panels apart',
    messages: (tag) => [
      culture(tag, '0900', 'F', [isolate('1', ECOLI)], [bottle(tag, '1')]),
      said(tag, {
        ...{ sentAt: at('0910'), order: { ...CULTURE, 3: `${tag}F2` }, results: [isolate('1', STAPH)] },
        more: [bottle(tag, '2')],
      }),
      panelMessage(tag, { ...panelOf('1', 'S1', '1000', { AMP: 'S' }) }),
      panelMessage(tag, { ...panelOf('1', 'S2', '1000', { OXA: 'R' }), parent: `${tag}P1^${tag}F2` }),
      said(tag, {
        sentAt: at('1100'),
        order: { ...CULTURE, 3: `${tag}F2`, 25: 'X' },
        more: [bottle(tag, '2')],
      }),
    ],
    shows: [ECO, /\| AMP \| S \|/],
  },
  {
    name: 'a panel is corrected, its isolate left out, and both come back',
    messages: (tag) => [
      culture(tag, '0900', 'F', [isolate('1', ECOLI), isolate('2', STAPH)]),
      panelMessage(tag, panelOf('2', 'S2', '1000', { OXA: 'S' })),
      panelMessage(tag, panelOf('2', 'S2', '1100', { OXA: 'R' }, 'C')),
      culture(tag, '1200', 'C', [isolate('1', ECOLI, 'C')]),
    ],
    shows: [ECO],
  },
  {
    name: 'a panel in one message with its culture goes where a later message renames the isolate',
    messages: (tag) => [
      culture(
        ...([tag, '0900', 'F', [isolate('1', STAPH)]] as const),
        panelSegments(tag, panelOf('1', 'S1', '0900', { OXA: 'R' })),
      ),
      culture(tag, '1000', 'C', [organism('1', '60875001', 'Staphylococcus epidermidis', 'C')]),
      panelMessage(tag, panelOf('1', 'S1', '1100', { OXA: 'S' }, 'C')),
    ],
    shows: [/\| ORG \| 60875001/, /\| OXA \| S \| corrected/],
  },
  {
    name: 'the panel of an isolate without OBX-4 is of the only isolate, and goes with it',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        order: CULTURE,
        results: [
          {
            code: '600-7',
            value: '112283007^Escherichia coli^SCT',
            fields: { 2: 'CWE', 3: '600-7^Bacteria^LN', 6: '' },
          },
        ],
      }),
      panelMessage(tag, { time: '1000', isolate: '600-7&Bacteria&LN', drugs: { AMP: 'S' } }),
      said(tag, {
        sentAt: at('1100'),
        order: { ...CULTURE, 25: 'C' },
        results: [{ value: '', status: 'W', fields: { 2: 'CWE', 3: '600-7^Bacteria^LN', 6: '' } }],
      }),
    ],
    shows: [],
  },
  {
    name: 'panels by MIC and by disk of one isolate both go with it',
    messages: (tag) => [
      culture(tag, '0900', 'F', [isolate('1', ECOLI), isolate('2', STAPH)]),
      panelMessage(tag, panelOf('2', 'S2', '1000', { OXA: 'R' })),
      said(tag, {
        sentAt: at('1010'),
        order: { 3: `${tag}S3`, 4: 'DISK^Disk diffusion^L', 26: 'ORG&Organism&L^2', 29: `${tag}P1^${tag}F1` },
        results: [{ code: 'FOX', value: '22' }],
      }),
      culture(tag, '1200', 'C', [isolate('1', ECOLI, 'C')]),
    ],
    shows: [ECO],
  },
  {
    name: 'parts A and B of a pathology report are amended one after the other',
    messages: (tag) => [
      pathology(tag, '0900', 'F', [
        ...[partText('DX', 'A', 'BENIGN'), partText('GROSS', 'A', '1 CM')],
        ...[partText('DX', 'B', 'CARCINOMA'), partText('GROSS', 'B', '2 CM')],
      ]),
      pathology(tag, '1000', 'C', [partText('DX', 'A', 'ATYPIA', 'C')]),
      pathology(tag, '1100', 'C', [partText('DX', 'B', 'IN SITU', 'C')]),
    ],
    shows: [/\| DX \| ATYPIA/, /\| DX \| IN SITU/, /\| GROSS \| 1 CM/, /\| GROSS \| 2 CM/],
  },
  {
    name: 'a part of a pathology report that is withdrawn leaves the other part',
    messages: (tag) => [
      pathology(tag, '0900', 'P', [partText('DX', 'A', 'PENDING', 'P')]),
      pathology(tag, '1000', 'F', [
        ...[partText('DX', 'A', 'BENIGN'), partText('GROSS', 'A', '1 CM')],
        ...[partText('DX', 'B', 'CARCINOMA'), partText('GROSS', 'B', '2 CM')],
      ]),
      pathology(tag, '1100', 'C', [partText('DX', 'B', '', 'W'), partText('GROSS', 'B', '', 'W')]),
    ],
    shows: [/\| DX \| BENIGN/, /\| GROSS \| 1 CM/],
  },
  ...['FT', 'TX'].map(
    (type): ArrivalSet => ({
      name: `parts under letters of one ${type} code are amended and withdrawn one by one`,
      messages: (tag) => {
        const diagnosis = (part: string, value: string, status = 'F'): Result => ({
          ...{ code: 'DX', value, status },
          fields: { 2: type, 4: part, 6: '' },
        });
        return [
          pathology(tag, '0900', 'F', [
            ...[diagnosis('A', 'BENIGN'), diagnosis('B', 'ADENOMA'), diagnosis('C', 'POLYP')],
          ]),
          pathology(tag, '1000', 'C', [diagnosis('B', 'CARCINOMA', 'C')]),
          pathology(tag, '1100', 'C', [diagnosis('C', '', 'D')]),
        ];
      },
      shows: [/\| DX \| BENIGN/, /\| DX \| CARCINOMA/],
    }),
  ),
  ...(
    [
      ['C', 'NO MALIGNANCY.'],
      ['D', ''],
      ['W', ''],
    ] as const
  ).map(
    ([status, value]): ArrivalSet => ({
      name: `one later line of a numbered text is not the whole text: OBX-11 ${status}`,
      messages: (tag) => [
        pathology(tag, '0900', 'F', [numbered('1', 'DIAGNOSIS:'), numbered('2', 'CARCINOMA.')]),
        pathology(tag, '1000', 'C', [numbered('2', value, status)]),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'a whole text after some lines of it counts',
    messages: (tag) => [
      pathology(tag, '0900', 'F', [numbered('1', 'DIAGNOSIS:'), numbered('2', 'CARCINOMA.')]),
      pathology(tag, '1000', 'C', [numbered('2', 'BENIGN.', 'C')]),
      pathology(tag, '1100', 'C', [numbered('1', 'DIAGNOSIS:', 'C'), numbered('2', 'ADENOMA.', 'C')]),
    ],
    shows: [/\| DX \| DIAGNOSIS:\s+ADENOMA/],
  },
  {
    name: 'a cancelled reflex test leaves the screening test, and its own new result counts',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ code: 'HCV', value: '9' }] }),
      added(tag, '1000', 'HCVRNA', [{ code: 'RNA', value: '100' }], { 11: 'G', 26: 'HCV&anti-HCV&L' }),
      added(tag, '1100', 'HCVRNA', [], { 11: 'G', 25: 'X', 26: 'HCV&anti-HCV&L' }),
      added(tag, '1200', 'HCVRNA', [{ code: 'RNA', value: '200', status: 'C' }], {
        11: 'G',
        25: 'C',
        26: 'HCV&anti-HCV&L',
      }),
    ],
    shows: [/\| HCV \| 9 /, /\| RNA \| 200 /],
  },
  {
    name: 'an order that is cancelled after a reflex test leaves the reflex test',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ code: 'TSH', value: '9' }] }),
      added(tag, '1000', 'FT4', [{ code: 'FT4', value: '12' }], { 11: 'G', 26: 'TSH&TSH&L' }),
      said(tag, { sentAt: at('1100'), order: { 25: 'X' } }),
    ],
    shows: [/\| FT4 \| 12 /],
  },
  {
    name: 'an added test that gets its own filler number later is one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ code: 'NA', value: '140' }] }),
      added(tag, '1000', 'MG', [{ code: 'MG', value: '0.7', status: 'P' }], { 3: '', 11: 'A', 25: 'P' }),
      added(tag, '1100', 'MG', [{ code: 'MG', value: '0.8' }], { 11: 'A' }),
    ],
    shows: [/\| NA \| 140 /, /\| MG \| 0.8 mmol\/L \| final/],
  },
  {
    name: 'a panel whose culture is exchanged for another service goes with the isolate there',
    messages: (tag) => [
      culture(tag, '0900', 'F', [isolate('1', ECOLI), isolate('2', STAPH)]),
      panelMessage(tag, panelOf('2', 'S2', '1000', { OXA: 'R' })),
      said(tag, {
        ...{ sentAt: at('1100'), orc: { 1: 'XO', 2: `${tag}P1`, 3: `${tag}F1` } },
        order: { 4: 'WOUND^Wound culture^L', 25: 'C' },
        results: [isolate('1', ECOLI, 'C')],
      }),
    ],
    shows: [ECO],
  },
  {
    name: 'the panel under an own filler number that names only the placer of its culture goes with it',
    messages: (tag) => [
      culture(tag, '0900', 'F', [isolate('1', ECOLI), isolate('2', STAPH)]),
      panelMessage(tag, { ...panelOf('2', 'S2', '1000', { OXA: 'R' }), parent: `${tag}P1` }),
      culture(tag, '1200', 'C', [isolate('1', ECOLI, 'C')]),
    ],
    shows: [ECO],
  },
  {
    name: 'an isolate that a preliminary culture named goes where the final names another under its number alone',
    messages: (tag) => [
      culture(tag, '0900', 'P', [isolate('1', STAPH, 'P'), isolate('2', ECOLI, 'P')]),
      panelMessage(tag, panelOf('1', 'S1', '0930', { OXA: 'R' }, 'P')),
      culture(tag, '1000', 'F', [isolate('1', ECOLI)]),
    ],
    shows: [ECO],
  },
  {
    name: 'one message has a culture, two panels under its number, and a comment of the order',
    messages: (tag) => [
      culture(
        tag,
        '0900',
        'F',
        [isolate('1', ECOLI), isolate('2', STAPH)],
        [
          ...panelSegments(tag, panelOf('1', 'F1', '0900', { AMP: 'S' })),
          ...panelSegments(tag, panelOf('2', 'F1', '0900', { AMP: 'R' })),
        ],
      ),
      culture(tag, '1000', 'F', [isolate('2', STAPH, 'D')]),
      culture(
        tag,
        '1100',
        'C',
        [isolate('1', ECOLI, 'C')],
        [...panelSegments(tag, panelOf('1', 'F1', '1100', { AMP: 'I' }, 'C'))],
      ),
    ],
    shows: [ECO, /\| AMP \| I \| corrected/],
  },
  {
    name: 'a mixed order with a numeric panel and OBX-4 on every row loses nothing to a panel elsewhere',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        results: [
          { code: 'NA', value: '140', fields: { 4: '1' } },
          { code: 'K', value: '4.1', fields: { 4: '2' } },
        ],
      }),
      added(tag, '1000', 'OSM', [{ code: 'OSM', value: '290' }], { 26: 'NA&Sodium&L^1' }),
      said(tag, {
        sentAt: at('1100'),
        order: { 25: 'C' },
        results: [{ code: 'NA', value: '141', status: 'C', fields: { 4: '1' } }],
      }),
    ],
    shows: [/\| NA \| 141 /, /\| K \| 4.1 /, /\| OSM \| 290 /],
  },
  {
    name: 'the order behind a panel of another order in one message is not its parent',
    messages: (tag) => [
      culture(
        tag,
        '0900',
        'F',
        [isolate('1', ECOLI)],
        [
          obr({ 1: '2', 2: `${tag}P2`, 3: `${tag}F9`, 4: 'CULT^Culture^L', 7: COLLECTED, 22: at('0900') }),
          ...results([isolate('1', STAPH)]),
        ],
      ),
      panelMessage(tag, panelOf('1', 'S1', '1000', { AMP: 'S' })),
      said(tag, { sentAt: at('1100'), order: { ...CULTURE, 2: `${tag}P2`, 3: `${tag}F9`, 25: 'X' } }),
    ],
    shows: [ECO, /\| AMP \| S \|/],
  },
];
