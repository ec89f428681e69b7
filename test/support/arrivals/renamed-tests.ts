import { type ArrivalSet, at, said } from './messages.ts';

/** About one potassium, which has another OBX-3 than before. */
const coded = (tag: string, sentAt: string, code: string, status: string, value: string): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 25: status }, results: [{ status, value, fields: { 3: code } }] });

const OWN = 'K^Potassium^L';
const RENAMED = 'K^Potassium^99LAB';
const WORDS = '^Potassium';
const LOINC = '2823-3^Potassium^LN';

/** Of two tests with one LOINC code. */
const GLUCOSE = 'GLU^Glucose^L^2345-7^^LN';
const FASTING = 'GLUF^Glucose fasting^L^2345-7^^LN';
const both = (tag: string) =>
  said(tag, {
    sentAt: at('0900'),
    results: [GLUCOSE, FASTING].map((code, index) => ({ value: String(5 + index), fields: { 3: code } })),
  });
const FASTING_6 = /\| GLUF \| 6 mmol\/L \| final/;

/** A test that a correction calls by another code (OBX-3). */
export const renamedTests: readonly ArrivalSet[] = [
  ...[
    [OWN, LOINC, /\| 2823-3 \| 4.4 mmol\/L \| corrected/] as const,
    [OWN, WORDS, /\| Potassium \| 4.4 mmol\/L \| corrected/] as const,
    [WORDS, OWN, /\| K \| 4.4 mmol\/L \| corrected/] as const,
  ].map(
    ([before, after, shown]): ArrivalSet => ({
      name: `a final after the correction that named ${before} ${after} restates the correction`,
      messages: (tag) => [
        coded(tag, '0900', before, 'F', '4.1'),
        coded(tag, '1000', after, 'C', '4.4'),
        coded(tag, '1010', after, 'F', '4.4'),
      ],
      shows: [shown],
    }),
  ),
  {
    name: 'a correction of a test with a result of its own is of no other test of its name',
    messages: (tag) => [
      coded(tag, '0900', OWN, 'F', '4.1'),
      coded(tag, '0910', LOINC, 'F', '4.3'),
      coded(tag, '1000', LOINC, 'C', '4.4'),
    ],
    shows: [/\| K \| 4.1 mmol\/L \| final/, /\| 2823-3 \| 4.4 mmol\/L \| corrected/],
  },
  ...(['C', 'F'] as const).map(
    (status): ArrivalSet => ({
      name: `a correction under another code of the same system is for a person, also with a ${status} behind it`,
      messages: (tag) => [
        coded(tag, '0900', OWN, 'F', '4.1'),
        coded(tag, '1000', 'POT^Potassium^L', 'C', '4.4'),
        coded(tag, '1010', 'POT^Potassium^L', status, '4.5'),
      ],
      shows: [],
      holds: status === 'F' ? ['set-unclear', 'unmarked-correction'] : ['set-unclear'],
    }),
  ),
  ...[
    [GLUCOSE.replace('^L^', '^^'), 'C', /\| GLU \| 5.5 mmol\/L \| corrected/] as const,
    [GLUCOSE.replace('^L^', '^99LAB^'), 'C', /\| GLU \| 5.5 mmol\/L \| corrected/] as const,
    [GLUCOSE.replace('^L^', '^^'), 'X', undefined] as const,
  ].map(
    ([code, status, shown]): ArrivalSet => ({
      name: `of two tests with one LOINC code, ${status} for ${code} is of the one with its own code`,
      messages: (tag) => [both(tag), coded(tag, '1000', code, status, status === 'X' ? '' : '5.5')],
      shows: [...(shown === undefined ? [] : [shown]), FASTING_6],
    }),
  ),
  {
    name: 'a correction with the LOINC code of two tests alone is held',
    messages: (tag) => [both(tag), coded(tag, '1000', '2345-7^Glucose^LN', 'C', '5.5')],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a corrected code that differs in capitals alone is of the only test that it fits',
    messages: (tag) => [coded(tag, '0900', 'K^^L', 'F', '4.1'), coded(tag, '1000', 'k^^L', 'C', '4.4')],
    shows: [/\| k \| 4.4 mmol\/L \| corrected/],
  },
  {
    name: 'a correction under a code that two unconnected tests of one name may have is held',
    messages: (tag) => [
      coded(tag, '0900', OWN, 'F', '4.1'),
      coded(tag, '1000', 'k^Potassium^L', 'C', '4.4'),
      coded(tag, '1010', 'PK^POTASSIUM^99LAB', 'F', '4.4'),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a new comment that may be one of two holds no correction',
    messages: (tag) => {
      const comment = (code: string, value: string, status = 'F') => ({
        ...{ value, status },
        fields: { 2: 'ST', 3: code, 6: '' },
      });
      return [
        said(tag, {
          sentAt: at('0900'),
          results: [
            { value: '4.1' },
            comment('C1^Comment^L^8251-1^Comment^LN', 'a'),
            comment('C2^Comment^L^8251-1^Comment^LN', 'b'),
          ],
        }),
        said(tag, {
          ...{ sentAt: at('1000'), order: { 25: 'C' } },
          results: [{ value: '4.4', status: 'C' }, comment('8251-1^Comment^LN', 'Called', 'C')],
        }),
      ];
    },
    shows: [/\| K \| 4.4 mmol\/L \| corrected/, /\| C1 \|/, /\| C2 \|/, /\| 8251-1 \|/],
  },
  {
    name: 'a code that two tests of a correction share is of neither, whichever came first',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0910'), order: { 25: 'P' } },
        results: [{ value: '4.1', status: 'P', fields: { 3: `${OWN}^${LOINC}`, 4: '2' } }],
      }),
      said(tag, {
        ...{ sentAt: at('0920'), order: { 25: 'C' } },
        results: [
          { value: '4.9', status: 'C', fields: { 3: OWN, 4: '1' } },
          { value: '4.4', status: 'C', fields: { 3: LOINC } },
        ],
      }),
      coded(tag, '1000', OWN, 'X', '4.1'),
    ],
    shows: [/\| K \| 4.1 mmol\/L \| preliminary/, /\| 2823-3 \| 4.4 mmol\/L \| corrected/],
  },
  ...(
    [
      ['F', '4.4', /^A \| K \| 4.4 mmol\/L \| corrected/],
      ['C', '4.4', /^A \| K \| 4.4 mmol\/L \| corrected/],
      ['C', '', undefined],
    ] as const
  ).map(
    ([status, value, shown]): ArrivalSet => ({
      name: `a test whose own coding system was renamed is one test, ${status} ${value === '' ? 'W' : value}`,
      messages: (tag) => [
        coded(tag, '0900', OWN, 'F', '4.1'),
        said(tag, {
          ...{ sentAt: at('1000'), order: { 25: status } },
          results: [{ status: value === '' ? 'W' : status, value, fields: { 3: RENAMED } }],
        }),
      ],
      shows: shown === undefined ? [] : [shown],
      holds: [],
    }),
  ),
  {
    name: 'the final result of a preliminary one has a renamed coding system',
    messages: (tag) => [
      coded(tag, '0830', OWN, 'P', '4.1'),
      coded(tag, '0900', RENAMED, 'F', '4.3'),
      coded(tag, '1000', OWN, 'C', '4.4'),
    ],
    shows: [/^A \| K \| 4.4 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'two own coding systems in one message are two tests',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        results: [OWN, RENAMED].map((code, index) => ({ value: `4.${index}`, fields: { 3: code } })),
      }),
      coded(tag, '1000', RENAMED, 'C', '4.4'),
    ],
    shows: [/^A \| K \| 4 mmol\/L \| final/, /^A \| K \| 4.4 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'one code in two own coding systems with other words and one unit is for a person',
    messages: (tag) => [
      coded(tag, '0900', OWN, 'F', '4.1'),
      coded(tag, '1000', 'K^Kalium^99LAB', 'F', '4.4'),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'one code in two own coding systems with other words and units is two tests',
    messages: (tag) => [
      coded(tag, '0900', '1001^Sodium^L', 'F', '140'),
      said(tag, {
        sentAt: at('1000'),
        results: [{ value: '12', fields: { 3: '1001^Copper^99REF', 6: 'umol/L' } }],
      }),
    ],
    shows: [/^A \| 1001 \| 140 mmol\/L \| final/, /^A \| 1001 \| 12 umol\/L \| final/],
    holds: [],
  },
];
