import { type ArrivalSet, at, said } from './messages.ts';

/** About one potassium, which has another OBX-3 than before. */
const coded = (tag: string, sentAt: string, code: string, status: string, value: string): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 25: status }, results: [{ status, value, fields: { 3: code } }] });

const OWN = 'K^Potassium^L';
const WORDS = '^Potassium';
const LOINC = '2823-3^Potassium^LN';

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
      holds: ['set-unclear'],
    }),
  ),
];
