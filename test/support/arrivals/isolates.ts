import { drugResults, type Panel, panelMessage, panelSegments } from './child-panels.ts';
import { type ArrivalSet, at, CULTURE, organism, type Result, said } from './messages.ts';

const ECOLI = ['112283007', 'Escherichia coli'] as const;
const KLEBSIELLA = ['56415008', 'Klebsiella pneumoniae'] as const;
const PROTEUS = ['73457008', 'Proteus mirabilis'] as const;
const CANDIDA = ['53326005', 'Candida albicans'] as const;

const isolate = (subId: string, [code, name]: readonly [string, string], status = 'F'): Result =>
  organism(subId, code, name, status);

/** A culture, with panels behind it. */
const culture = (
  tag: string,
  time: string,
  isolates: readonly Result[],
  { status = 'F', panels = [] }: { readonly status?: string; readonly panels?: readonly Panel[] } = {},
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), order: { ...CULTURE, 25: status }, results: isolates },
    more: panels.flatMap((panel) => panelSegments(tag, panel)),
  });

const cancelled = (tag: string, time: string): Uint8Array =>
  said(tag, { sentAt: at(time), order: { ...CULTURE, 25: 'X' } });

const ofEcoli: Panel = { time: '1000', isolate: 'ORG&Organism&L^1', filler: 'S1', drugs: { AMP: 'S' } };
const ofKlebsiella: Panel = { time: '1000', isolate: 'ORG&Organism&L^2', filler: 'S2', drugs: { AMP: 'R' } };
const both = (tag: string, time = '0900') =>
  culture(tag, time, [isolate('1', ECOLI), isolate('2', KLEBSIELLA)]);
const panel = (of: Panel, fields: Partial<Panel> = {}) => ({ ...of, ...fields });

const ORG_ECOLI = /\| ORG \| 112283007/;
const AMP_S = /\| AMP \| S \| final/;
const AMP_R = /\| AMP \| R \| final/;

export const isolates: readonly ArrivalSet[] = [
  {
    name: 'an isolate that the corrected culture leaves out goes with its panel',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofEcoli),
      panelMessage(tag, ofKlebsiella),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
    ],
    shows: [ORG_ECOLI, AMP_S],
  },
  {
    name: 'a panel that is said after its isolate was left out does not stand',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofEcoli),
      culture(tag, '1100', [isolate('1', ECOLI, 'C')], { status: 'C' }),
      panelMessage(tag, panel(ofKlebsiella, { time: '1200' })),
    ],
    shows: [ORG_ECOLI, AMP_S],
  },
  ...['W', 'D', 'X'].map(
    (status): ArrivalSet => ({
      name: `an isolate with OBX-11 ${status} goes with its panel, and the other stays`,
      messages: (tag) => [
        both(tag),
        panelMessage(tag, ofEcoli),
        panelMessage(tag, ofKlebsiella),
        culture(tag, '1200', [isolate('2', KLEBSIELLA, status)]),
      ],
      shows: [ORG_ECOLI, AMP_S],
    }),
  ),
  {
    name: 'the panel of the name that an isolate lost goes, and the panel of its new name stands',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', KLEBSIELLA)]),
      panelMessage(tag, panel(ofEcoli, { filler: 'S1', drugs: { AMP: 'R' } })),
      culture(tag, '1200', [isolate('1', PROTEUS, 'C')], { status: 'C' }),
      panelMessage(tag, panel(ofEcoli, { filler: 'S3', time: '1300', drugs: { CIP: 'S' } })),
    ],
    shows: [/\| ORG \| 73457008/, /\| CIP \| S \| final/],
  },
  {
    name: 'a panel that names the new organism in words stands, whatever its time',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', KLEBSIELLA)]),
      panelMessage(tag, panel(ofEcoli, { isolate: 'ORG&Organism&L^1^Proteus mirabilis' })),
      culture(tag, '1200', [isolate('1', PROTEUS, 'C')], { status: 'C' }),
    ],
    shows: [/\| ORG \| 73457008/, AMP_S],
  },
  {
    name: 'a corrected panel in the message that corrects the isolate stands',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', KLEBSIELLA)], { panels: [panel(ofEcoli, { time: '0900' })] }),
      culture(tag, '1200', [isolate('1', PROTEUS, 'C')], {
        status: 'C',
        panels: [panel(ofEcoli, { time: '1200', status: 'C', drugs: { AMP: 'I' } })],
      }),
    ],
    shows: [/\| ORG \| 73457008/, /\| AMP \| I \| corrected/],
  },
  ...['0900', '1200'].map(
    (time): ArrivalSet => ({
      name: `a panel of ${time} that is only sent again with the isolate that is taken back goes with it`,
      messages: (tag) => [
        culture(tag, '0900', [isolate('1', KLEBSIELLA)], { panels: [panel(ofEcoli, { time: '0900' })] }),
        culture(tag, '1200', [isolate('1', KLEBSIELLA, 'W')], {
          status: 'C',
          panels: [panel(ofEcoli, { time })],
        }),
      ],
      shows: [],
    }),
  ),
  {
    name: 'a panel that changes in the message that takes its isolate back stays',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', KLEBSIELLA)], { panels: [panel(ofEcoli, { time: '0900' })] }),
      culture(tag, '1200', [isolate('1', KLEBSIELLA, 'W')], {
        status: 'C',
        panels: [panel(ofEcoli, { time: '1200', status: 'C', drugs: { AMP: 'I' } })],
      }),
    ],
    shows: [/\| AMP \| I \| corrected/],
  },
  ...(
    [
      ['is left out', [isolate('1', ECOLI, 'C')]],
      ['is taken back', [isolate('2', KLEBSIELLA, 'W')]],
    ] as const
  ).map(
    ([what, rows]): ArrivalSet => ({
      name: `a panel that names its isolate only in words goes when the isolate ${what}`,
      messages: (tag) => [
        both(tag),
        panelMessage(tag, panel(ofEcoli, { isolate: 'ORG&Organism&L^^Escherichia coli' })),
        panelMessage(tag, panel(ofKlebsiella, { isolate: 'ORG&Organism&L^^Klebsiella pneumoniae' })),
        culture(tag, '1200', rows, { status: 'C' }),
      ],
      shows: [ORG_ECOLI, AMP_S],
    }),
  ),
  {
    name: 'the preliminary panel of an isolate goes when the final answer is that nothing grew',
    messages: (tag) => [
      culture(tag, '0900', [organism('1', 'GNR', 'Gram-negative rods', 'P')], { status: 'P' }),
      panelMessage(tag, panel(ofEcoli, { status: 'P' })),
      culture(tag, '1200', [organism('1', '264868006', 'No growth')]),
    ],
    shows: [/\| ORG \| 264868006/],
  },
  {
    name: 'the final name of a preliminary isolate keeps its panel',
    messages: (tag) => [
      culture(tag, '0900', [organism('1', 'GNR', 'Gram-negative rods', 'P')], { status: 'P' }),
      panelMessage(tag, panel(ofEcoli, { status: 'P' })),
      culture(tag, '1200', [isolate('1', ECOLI)]),
    ],
    shows: [ORG_ECOLI, /\| AMP \| S \| preliminary/],
  },
  {
    name: 'a cancelled culture goes with all its panels',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofEcoli),
      panelMessage(tag, ofKlebsiella),
      cancelled(tag, '1200'),
    ],
    shows: [],
  },
  {
    name: 'a panel without OBR-26 goes with the cancelled culture',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, panel(ofEcoli, { isolate: '' })),
      cancelled(tag, '1200'),
    ],
    shows: [],
  },
  {
    name: 'a culture that is reported anew after its cancellation stands with its panels',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', ECOLI)]),
      panelMessage(tag, ofEcoli),
      cancelled(tag, '1200'),
      culture(tag, '1300', [isolate('1', ECOLI, 'C')], { status: 'C' }),
    ],
    shows: [ORG_ECOLI, AMP_S],
  },
  {
    name: 'panels under the number of the culture go with their isolate',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, panel(ofEcoli, { filler: 'F1' })),
      panelMessage(tag, panel(ofKlebsiella, { filler: 'F1' })),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
    ],
    shows: [ORG_ECOLI, AMP_S],
  },
  {
    name: 'panels keep their organisms where the corrected culture numbers them anew and drops one',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofEcoli),
      panelMessage(tag, ofKlebsiella),
      culture(tag, '1200', [isolate('1', KLEBSIELLA, 'C')], { status: 'C' }),
    ],
    shows: [/\| ORG \| 56415008/, AMP_R],
  },
  {
    name: 'OBX-4 that a new isolate took over is of the new isolate for later panels',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofKlebsiella),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
      culture(tag, '1300', [isolate('1', ECOLI), isolate('2', CANDIDA)]),
      panelMessage(tag, panel(ofKlebsiella, { time: '1400', filler: 'S4', drugs: { FLU: 'S' } })),
    ],
    shows: [ORG_ECOLI, /\| ORG \| 53326005/, /\| FLU \| S \| final/],
  },
  {
    name: 'an isolate that comes back brings its panel back',
    messages: (tag) => [
      both(tag),
      panelMessage(tag, ofKlebsiella),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
      culture(tag, '1300', [isolate('1', ECOLI, 'C'), isolate('2', KLEBSIELLA, 'C')], { status: 'C' }),
    ],
    shows: [ORG_ECOLI, /\| ORG \| 56415008/, AMP_R],
  },
  {
    name: 'a culture and its panels in one message, corrected in one message',
    messages: (tag) => [
      culture(tag, '0900', [isolate('1', ECOLI), isolate('2', KLEBSIELLA)], {
        panels: [panel(ofEcoli, { time: '0900' }), panel(ofKlebsiella, { time: '0900' })],
      }),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
      panelMessage(tag, panel(ofEcoli, { time: '1300', status: 'C', drugs: { AMP: 'I' } })),
    ],
    shows: [ORG_ECOLI, /\| AMP \| I \| corrected/],
  },
  {
    name: 'the panel of another patient under the same number stays',
    messages: (tag) => [
      both(tag),
      said(tag, {
        sentAt: at('1000'),
        patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 7: '19500505' },
        order: {
          2: `${tag}P9`,
          3: `${tag}S9`,
          4: 'SUSC^Susceptibility^L',
          26: 'ORG&Organism&L^2',
          29: `${tag}P1^${tag}F1`,
        },
        results: drugResults({ AMP: 'R' }, 'F'),
      }),
      culture(tag, '1200', [isolate('1', ECOLI, 'C')], { status: 'C' }),
    ],
    shows: [ORG_ECOLI, /^B \| AMP \| R/],
  },
  {
    name: 'a reflex test stays where the test before it is corrected',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ code: 'TSH', value: '9.1' }] }),
      said(tag, {
        sentAt: at('1000'),
        order: { 3: `${tag}R1`, 4: 'FT4^Free T4^L', 26: 'TSH&TSH&L', 29: `${tag}P1^${tag}F1` },
        results: [{ code: 'FT4', value: '12' }],
      }),
      said(tag, { sentAt: at('1100'), results: [{ code: 'TSH', value: '', status: 'W' }] }),
    ],
    shows: [/\| FT4 \| 12 /],
  },
  ...['ORG&Organism&L^1^Positive', 'ORG&Organism&L^1'].map(
    (parent): ArrivalSet => ({
      name: `the confirmation of ${parent} stays where the screen before it is corrected to negative`,
      messages: (tag) => [
        culture(tag, '0900', [organism('1', 'POS', 'Positive')]),
        panelMessage(tag, panel(ofEcoli, { isolate: parent, drugs: { WB: 'Indeterminate' } })),
        culture(tag, '1200', [organism('1', 'NEG', 'Negative', 'C')], { status: 'C' }),
      ],
      shows: [/\| ORG \| NEG/, /\| WB \| Indeterminate/],
    }),
  ),
  {
    name: 'a correction of the culture without a clock takes the panel of the old name',
    messages: (tag) => [
      said(tag, { sentAt: '', order: { ...CULTURE, 22: '' }, results: [isolate('1', KLEBSIELLA)] }),
      said(tag, {
        ...{ sentAt: '', results: drugResults({ AMP: 'R' }, 'F') },
        order: {
          3: `${tag}S1`,
          4: 'SUSC^Susceptibility^L',
          22: '',
          26: 'ORG&Organism&L^1',
          29: `${tag}P1^${tag}F1`,
        },
      }),
      said(tag, {
        sentAt: '',
        order: { ...CULTURE, 22: '', 25: 'C' },
        results: [isolate('1', PROTEUS, 'C')],
      }),
    ],
    shows: [/\| ORG \| 73457008/],
  },
];
