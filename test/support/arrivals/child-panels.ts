import { obr } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  COLLECTED,
  CULTURE,
  K41_CORRECTED,
  organism,
  type Result,
  results,
  type Said,
  said,
} from './messages.ts';

/** A susceptibility panel in a message of its own, with an own filler number. */
export interface Panel {
  readonly time: string;
  /** OBX-11 and OBR-25. */
  readonly status?: string;
  /** OBR-26. */
  readonly isolate?: string;
  /** OBR-3; default: a number of its own. */
  readonly filler?: string;
  /** OBR-29; default: the culture of the set. */
  readonly parent?: string;
  readonly drugs: Readonly<Record<string, string>>;
}

export const drugResults = (drugs: Readonly<Record<string, string>>, status: string): readonly Result[] =>
  Object.entries(drugs).map(([code, value]) => ({ code, value, status, fields: { 2: 'ST', 6: '' } }));

/** The fields of a panel's OBR, without the tag in front of the numbers. */
const panelOrder = (tag: string, panel: Panel): Readonly<Record<number, string>> => ({
  ...{ 3: `${tag}${panel.filler ?? 'S1'}`, 4: 'SUSC^Susceptibility^L', 25: panel.status ?? 'F' },
  ...{ 26: panel.isolate ?? '', 29: panel.parent ?? `${tag}P1^${tag}F1` },
});

/** A panel behind another order of its message. */
export const panelSegments = (tag: string, panel: Panel): string[] => [
  obr({
    ...{ 1: '2', 2: `${tag}P1`, 7: COLLECTED, 22: at(panel.time) },
    ...panelOrder(tag, panel),
  }),
  ...results(drugResults(panel.drugs, panel.status ?? 'F')),
];

export const panelMessage = (tag: string, panel: Panel, rest: Partial<Said> = {}): Uint8Array =>
  said(tag, {
    ...rest,
    sentAt: at(panel.time),
    order: panelOrder(tag, panel),
    results: drugResults(panel.drugs, panel.status ?? 'F'),
  });

const panels =
  (...said: readonly Panel[]): ArrivalSet['messages'] =>
  (tag) =>
    said.map((panel) => panelMessage(tag, panel));

const P_THEN_F_THEN_C = ['P', 'F', 'C'] as const;

/** A panel that comes three times, and names its isolate in another way each time. */
const renamedParent = (name: string, isolates: readonly (Partial<Panel> | string)[]): ArrivalSet => ({
  name: `a panel is one ${name}`,
  messages: panels(
    ...isolates.map((one, index) => ({
      time: `${9 + index}`.padStart(2, '0').padEnd(4, '0'),
      status: P_THEN_F_THEN_C[index] ?? 'C',
      drugs: { AMP: ['I', 'R', 'S'][index] ?? '' },
      ...(typeof one === 'string' ? { isolate: one } : one),
    })),
  ),
  shows: [isolates.length === 2 ? /\| AMP \| R \| final/ : /\| AMP \| S \| corrected/],
});

export const childPanels: readonly ArrivalSet[] = [
  renamedParent('when OBR-26.3 is refined', [
    'ORG&Organism&L^1^Gram-negative rods',
    'ORG&Organism&L^1^Escherichia coli',
    'ORG&Organism&L^1^E. coli ESBL',
  ]),
  renamedParent('when OBR-26.1 is recoded', [
    'ORG&Organism&L^1',
    '600-7&Bacteria identified&LN^1',
    'BACT&Bacteria&L^1',
  ]),
  renamedParent('when OBR-26.2 gets zeros', ['ORG&Organism&L^1', 'ORG&Organism&L^01', 'ORG&Organism&L^001']),
  renamedParent('when OBR-26.2 is renumbered', ['ORG&Organism&L^1', 'ORG&Organism&L^2', 'ORG&Organism&L^3']),
  renamedParent('when its preliminary had no OBR-26', ['', 'ORG&Organism&L^1', 'ORG&Organism&L^1']),
  renamedParent('when its final has no OBR-26', ['ORG&Organism&L^1', '', 'ORG&Organism&L^1']),
  renamedParent('when its final has neither OBR-26 nor OBR-29', [
    'ORG&Organism&L^1',
    { isolate: '', parent: '' },
    'ORG&Organism&L^1',
  ]),
  renamedParent('when OBR-29 names another order', [
    { isolate: 'ORG&Organism&L^1' },
    { isolate: 'ORG&Organism&L^1', parent: 'P1^F5' },
  ]),
  renamedParent('when its correction is recoded under the number of the culture', [
    { isolate: 'ORG&Organism&L^1', filler: 'F1' },
    { isolate: '600-7&Bacteria identified&LN^1', filler: 'F1' },
    { isolate: 'ORG&Organism&L^1', filler: 'F1' },
  ]),
  {
    name: 'W takes a panel back although its isolate was renumbered',
    messages: panels(
      { time: '0900', isolate: 'ORG&Organism&L^1', drugs: { AMP: 'R' } },
      { time: '1000', isolate: 'ORG&Organism&L^2', status: 'W', drugs: { AMP: '' } },
    ),
    shows: [],
  },
  {
    name: 'the panels of two isolates under the number of the culture stay two',
    messages: panels(
      { time: '0900', isolate: 'ORG&Organism&L^1', filler: 'F1', status: 'P', drugs: { AMP: 'R' } },
      { time: '1000', isolate: 'ORG&Organism&L^2', filler: 'F1', drugs: { AMP: 'R' } },
      { time: '1100', isolate: 'ORG&Organism&L^1', filler: 'F1', drugs: { AMP: 'I' } },
    ),
    shows: [/\| AMP \| R \| final/, /\| AMP \| I \| final/],
  },
  {
    name: 'the final panels of two isolates under one number of their own stay two',
    messages: panels(
      { time: '0900', isolate: 'ORG&Organism&L^1', drugs: { AMP: 'R' } },
      { time: '1000', isolate: 'ORG&Organism&L^2', drugs: { AMP: 'S' } },
      { time: '1100', isolate: 'ORG&Organism&L^2', status: 'C', drugs: { AMP: 'I' } },
    ),
    shows: [/\| AMP \| R \| final/, /\| AMP \| I \| corrected/],
  },
  {
    name: 'the equal panels of two isolates under one number of their own stay two',
    messages: panels(
      { time: '0900', isolate: 'ORG&Organism&L^1^E. coli', drugs: { AMP: 'R' } },
      { time: '1000', isolate: 'ORG&Organism&L^2^K. pneumoniae', drugs: { AMP: 'R' } },
    ),
    shows: [],
    results: 2,
  },
  {
    name: 'the preliminary panels of two named isolates under one number of their own stay two',
    messages: panels(
      { time: '0900', isolate: 'ORG&Organism&L^1^E. coli', status: 'P', drugs: { AMP: 'R' } },
      { time: '1000', isolate: 'ORG&Organism&L^2^K. pneumoniae', status: 'P', drugs: { AMP: 'S' } },
      { time: '1100', isolate: 'ORG&Organism&L^2^K. pneumoniae', drugs: { AMP: 'S' } },
    ),
    shows: [/\| AMP \| R \| preliminary/, /\| AMP \| S \| final/],
  },
  {
    name: 'the panel of a reflex test is one when OBR-26 names its test in another code',
    messages: (tag) =>
      (['P', 'F', 'C'] as const).map((status, index) =>
        said(tag, {
          sentAt: at(`1${index}00`),
          order: {
            ...{ 3: `${tag}R1`, 4: 'HCVRNA^HCV RNA^L', 25: status, 29: `${tag}P1^${tag}F1` },
            26: ['HCV&anti-HCV&L', '16128-1&anti-HCV&LN', 'HCV&anti-HCV&L'][index] ?? '',
          },
          results: [{ code: 'RNA', value: ['100', '200', '300'][index] ?? '', status }],
        }),
      ),
    shows: [/\| RNA \| 300 mmol\/L \| corrected/],
  },
  {
    name: 'a panel of two isolates in one message stays two when both are recoded',
    messages: (tag) =>
      (['ORG&Organism&L', '600-7&Bacteria identified&LN'] as const).map((test, index) => {
        const status = index === 0 ? 'P' : 'F';
        const time = index === 0 ? '0900' : '1000';
        const second: Panel = { time, status, isolate: `${test}^2`, drugs: { AMP: index === 0 ? 'I' : 'S' } };
        return said(tag, {
          sentAt: at(time),
          order: panelOrder(tag, { ...second, isolate: `${test}^1` }),
          results: drugResults({ AMP: 'R' }, status),
          more: panelSegments(tag, second),
        });
      }),
    shows: [/\| AMP \| R \| final/, /\| AMP \| S \| final/],
  },
  {
    name: 'a panel whose isolate gets its name with the culture is one',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { ...CULTURE, 25: 'P' } },
        results: [organism('1', '112283007', 'E coli', 'P')],
      }),
      panelMessage(tag, { time: '0910', status: 'P', isolate: 'ORG&Organism&L^1', drugs: { AMP: 'R' } }),
      panelMessage(tag, { time: '1000', isolate: 'ORG&Organism&L^1^E coli', drugs: { AMP: 'S' } }),
    ],
    shows: [/\| ORG \| 112283007/, /\| AMP \| S \| final/],
  },
  // OBR-29 of an order with a filler number of its own
  ...[
    ['^F1', '', 'F1^P1'],
    ['', 'PX^FX', 'P1^F1'],
    ['P1^F1', '', 'PX^FX'],
    ['PX^FX', 'P1^F1', ''],
    ['P1^F1', 'PX^FX', 'F1^P1'],
  ].map(
    (parents): ArrivalSet => ({
      name: `an order with its own number is one, although OBR-29 is ${parents.map((one) => one || 'empty').join(', then ')}`,
      messages: (tag) =>
        parents.map((parent, index) =>
          said(tag, {
            sentAt: at(`${9 + index}00`.padStart(4, '0')),
            order: { 2: '', 3: `${tag}F1R`, 29: parent.replaceAll(/[PF]/g, (letter) => `${tag}${letter}`) },
            results: [{ value: ['6.9', '5.0', '4.1'][index] ?? '', status: index === 0 ? 'F' : 'C' }],
          }),
        ),
      shows: [K41_CORRECTED],
      holds: [],
    }),
  ),
];
