import { obr } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  COLLECTED,
  CULTURE,
  K41_CORRECTED,
  K41_FINAL,
  line,
  organism,
  partText,
  type Result,
  results,
  said,
  susceptibility,
} from './messages.ts';

const counted = (row: number, code: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 4: String(row) },
});
const answer = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'FOB', value, status },
  fields: { 2: 'ST', 4: subId, 6: '' },
});

export const leftOut: readonly ArrivalSet[] = [
  {
    name: 'components of a panel come one by one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('0910'), results: [{ code: 'NA', value: '140' }] }),
      said(tag, { sentAt: at('0920'), results: [{ code: 'CL', value: '100' }] }),
    ],
    shows: [K41_FINAL, /^A \| NA \| 140 /, /^A \| CL \| 100 /],
  },
  {
    name: 'the lines of one text are replaced together',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 4: 'CYTO^Cytology^L' } },
        results: [line('URINE'), line('DIAGNOSIS:'), line('MALIGNANT CELLS.')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 4: 'CYTO^Cytology^L', 25: 'C' } },
        results: [line('URINE', 'C'), line('NO MALIGNANT CELLS.', 'C')],
      }),
    ],
    shows: [/^A \| CYTO \| URINE\s+NO MALIGNANT CELLS\. \| /],
  },
  {
    name: 'an OBX-4 that only counts the rows of a message names no result',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 25: 'P' } },
        results: [counted(1, 'NA', '139', 'P'), counted(2, 'K', '4.0', 'P'), counted(3, 'GLU', '5.0', 'P')],
      }),
      said(tag, {
        sentAt: at('1000'),
        results: [counted(1, 'GLU', '5.1'), counted(2, 'NA', '140'), counted(3, 'K', '6.9')],
      }),
      said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [counted(1, 'K', '4.1', 'C')] }),
    ],
    shows: [K41_CORRECTED, /NA \| 140 .*final/, /GLU \| 5\.1 .*final/],
  },
  {
    name: 'a card without OBX-4 is one of those with OBX-4, and joins no others',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [answer('1', 'Positive')] }),
      said(tag, { sentAt: at('0910'), results: [answer('', 'Positive')] }),
      said(tag, { sentAt: at('0920'), results: [answer('2', 'Negative')] }),
    ],
    shows: [/FOB \| Positive \| final/, /FOB \| Negative \| final/],
  },
  {
    name: 'the final of the only preliminary result may have another OBX-4',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 25: 'P' }, results: [answer('3', 'Reactive', 'P')] }),
      said(tag, { sentAt: at('1000'), results: [answer('2', 'Non reactive')] }),
    ],
    shows: [/FOB \| Non reactive \| final/],
  },
  {
    name: 'a correction whose OBX-4 has no result is of the only one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [answer('1', 'Negative')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [answer('2', 'Positive', 'C')] }),
    ],
    shows: [/FOB \| Positive \| corrected/],
  },
  ...(
    [
      ['P', '264868006^No growth^SCT'],
      ['F', '264868006^No growth^SCT'],
      ['P', 'GNR^Gram negative rods^L'],
    ] as const
  ).map(
    ([status, value]): ArrivalSet => ({
      name: `${value} (${status}) without OBX-4 ends when the isolates come`,
      messages: (tag) => [
        said(tag, {
          ...{ sentAt: at('0900'), order: { ...CULTURE, 25: status } },
          results: [{ code: 'ORG', value, status, fields: { 2: 'CWE', 6: '' } }],
        }),
        said(tag, {
          ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
          results: [
            organism('1', '112283007', 'E coli', 'C'),
            organism('2', '56415008', 'K pneumoniae', 'C'),
          ],
        }),
      ],
      shows: [/ORG \| 112283007 \| corrected/, /ORG \| 56415008 \| corrected/],
    }),
  ),
  {
    name: 'answers under two OBX-4, each sent alone, are two results',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [answer('1', 'Negative')] }),
      said(tag, { sentAt: at('0910'), results: [answer('2', 'Negative')] }),
      said(tag, { sentAt: at('0920'), results: [answer('3', 'Positive')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [answer('2', 'Positive', 'C')] }),
    ],
    shows: [/FOB \| Negative \| final/, /FOB \| Positive \| final/, /FOB \| Positive \| corrected/],
  },
  {
    name: 'answers under two OBX-4 that were exchanged are corrected one by one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [answer('1', 'Positive'), answer('2', 'Negative')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [answer('1', 'Negative', 'C')] }),
      said(tag, { sentAt: at('1010'), order: { 25: 'C' }, results: [answer('2', 'Positive', 'C')] }),
    ],
    shows: [/FOB \| Negative \| corrected/, /FOB \| Positive \| corrected/],
  },
  {
    name: 'the final answer of one bottle leaves the preliminary answer of the other',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 25: 'P' } },
        results: [answer('1', 'No growth', 'P'), answer('2', 'Gram positive cocci', 'P')],
      }),
      said(tag, { sentAt: at('1000'), results: [answer('2', 'No growth')] }),
    ],
    shows: [/FOB \| No growth \| final/, /FOB \| No growth \| preliminary/],
  },
  {
    name: 'a final answer that was sent alone leaves the preliminary answers of other messages',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 25: 'P' }, results: [answer('1', 'Negative', 'P')] }),
      said(tag, { sentAt: at('0910'), order: { 25: 'P' }, results: [answer('2', 'Positive', 'P')] }),
      said(tag, { sentAt: at('1000'), results: [answer('1', 'Negative')] }),
    ],
    shows: [/FOB \| Negative \| final/, /FOB \| Positive \| preliminary/],
  },
  {
    name: 'an isolate that turns out to be the same organism as the one before it keeps both',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [organism('1', '112283007', 'E coli'), organism('2', '56415008', 'K pneumoniae')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
        results: [organism('2', '112283007', 'E coli', 'C')],
      }),
    ],
    shows: [/ORG \| 112283007 \| final/, /ORG \| 112283007 \| corrected/],
  },
  ...(
    [
      ['OBX-14', 14, at('0800'), at('0900')],
      ['OBX-17', 17, 'ICT^Rapid test^L', 'PCR^PCR^L'],
    ] as const
  ).map(
    ([name, field, one, other]): ArrivalSet => ({
      name: `a corrected answer that equals the answer of another ${name} leaves that one`,
      messages: (tag) => {
        const named = (value: string, by: string, status = 'F'): Result => ({
          ...{ code: 'FOB', value, status },
          fields: { 2: 'ST', 6: '', [field]: by },
        });
        return [
          said(tag, { sentAt: at('0900'), results: [named('Positive', one), named('Negative', other)] }),
          said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('Negative', one, 'C')] }),
        ];
      },
      shows: [/FOB \| Negative \| final/, /FOB \| Negative \| corrected/],
    }),
  ),
  {
    name: 'an isolate that the corrected culture leaves out goes with its susceptibility',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [
          organism('1', '112283007', 'E coli'),
          susceptibility('1', '<=2'),
          organism('2', '56415008', 'K pneumoniae'),
          susceptibility('2', '>=32'),
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
        results: [organism('1', '56415008', 'K pneumoniae', 'C'), susceptibility('1', '>=32', 'C')],
      }),
    ],
    shows: [/^A \| ORG \| 56415008/, /^A \| AMP \| >=32 /],
  },
  {
    name: 'an isolate that comes alone adds to the culture',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [organism('1', '112283007', 'E coli')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: CULTURE },
        results: [organism('2', '56415008', 'K pneumoniae')],
      }),
    ],
    shows: [/^A \| ORG \| 112283007/, /^A \| ORG \| 56415008/],
  },
  {
    name: 'an isolate that a correction names anew leaves the other isolate',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: CULTURE },
        results: [organism('1', '3092008', 'S aureus'), organism('2', '112283007', 'E coli')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
        results: [organism('2', '56415008', 'K pneumoniae', 'C')],
      }),
    ],
    shows: [/^A \| ORG \| 3092008/, /^A \| ORG \| 56415008/],
  },
  {
    name: 'a corrected culture that numbers its isolates anew keeps each susceptibility with its organism',
    messages: (tag) => {
      const child = (parent: string, drugs: readonly Result[], sentAt: string, status: string): string[] => [
        obr({
          ...{ 1: '2', 2: `${tag}P1`, 3: `${tag}F1`, 4: 'SUSC^Susceptibility^L', 7: COLLECTED, 22: sentAt },
          ...{ 25: status, 26: `ORG&ORG&L^${parent}`, 29: `${tag}P1^${tag}F1` },
        }),
        ...results(drugs),
      ];
      const drug = (code: string, value: string, status: string): Result => ({
        ...{ code, value, status },
        fields: { 2: 'ST', 6: '' },
      });
      return [
        said(tag, {
          ...{ sentAt: at('0900'), order: CULTURE },
          results: [organism('1', '112283007', 'E coli'), organism('2', '3092008', 'S aureus')],
          more: [
            ...child('1', [drug('GEN', 'S', 'F'), drug('CIP', 'S', 'F')], at('0900'), 'F'),
            ...child('2', [drug('GEN', 'R', 'F'), drug('OXA', 'S', 'F')], at('0900'), 'F'),
          ],
        }),
        said(tag, {
          ...{ sentAt: at('1000'), order: { ...CULTURE, 25: 'C' } },
          results: [organism('1', '3092008', 'S aureus', 'C'), organism('2', '112283007', 'E coli', 'C')],
          more: [
            ...child('1', [drug('GEN', 'R', 'C'), drug('OXA', 'R', 'C')], at('1000'), 'C'),
            ...child('2', [drug('GEN', 'S', 'C'), drug('CIP', 'S', 'C')], at('1000'), 'C'),
          ],
        }),
      ];
    },
    shows: [
      ...[/\| ORG \| 112283007/, /\| ORG \| 3092008/, /\| GEN \| S/, /\| GEN \| R/],
      ...[/\| CIP \| S/, /\| OXA \| R/],
    ],
  },
  {
    name: 'an amended part of a pathology report leaves the other part',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 4: 'SURG^Surgical pathology^L' } },
        results: [
          ...[partText('DX', 'A', 'CARCINOMA'), partText('GROSS', 'A', '1 CM')],
          ...[
            partText('DX', 'B', 'BENIGN'),
            partText('DX', 'B', 'NO ATYPIA'),
            partText('GROSS', 'B', '2 CM'),
          ],
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 4: 'SURG^Surgical pathology^L', 25: 'C' } },
        results: [partText('DX', 'B', 'IN SITU', 'C')],
      }),
    ],
    shows: [/\| DX \| CARCINOMA/, /\| DX \| IN SITU/, /\| GROSS \| 1 CM/, /\| GROSS \| 2 CM/],
  },
  {
    name: 'a correction with a new value that may mean either of two results is held',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }, { value: '4.3' }] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [{ value: '4.4', status: 'C' }] }),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a correction that states one of two results again and changes the other is not held',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }, { value: '4.3' }] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [{ value: '4.4', status: 'C' }] }),
      said(tag, {
        ...{ sentAt: at('1100'), order: { 25: 'C' } },
        results: [{ value: '4.4', status: 'C' }, { value: '4.3' }],
      }),
    ],
    shows: [/^A \| K \| 4.4 mmol\/L \| corrected/, /^A \| K \| 4.3 mmol\/L \| (final|corrected)/],
  },
  {
    name: 'a test that stood twice in the preliminary and once in the final stands once',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 25: 'P' } },
        results: [
          { value: '6.9', status: 'P' },
          { value: '4.1', status: 'P' },
        ],
      }),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.1' }] }),
    ],
    shows: [K41_FINAL],
  },
];
