import { type ArrivalSet, at, organism, type Result, said } from './messages.ts';

const pdf = (text: string) => `^application^pdf^Base64^${Buffer.from(`%PDF-1.4 ${text}`).toString('base64')}`;

/** The report of a test as a document, under the code of the test. */
const attached = (text: string, status = 'F', code = 'K'): Result => ({
  ...{ code, status, value: text === '' ? '' : pdf(text) },
  fields: { 2: 'ED', 6: '' },
});

const number = (value: string, status = 'F'): Result => ({ value, status });

const one = (sentAt: string, status: string, ...results: readonly Result[]) => ({ sentAt, status, results });

const all =
  (...messages: readonly ReturnType<typeof one>[]): ArrivalSet['messages'] =>
  (tag) =>
    messages.map(({ sentAt, status, results }) =>
      said(tag, { sentAt: at(sentAt), order: { 25: status }, results }),
    );

const FINAL = /^A \| K \| 6\.9 mmol\/L \| final/;
const CORRECTED = /^A \| K \| 4\.1 mmol\/L \| corrected/;
const DOCUMENT = /^A \| K \| (?!\d)/;

export const attachedDocuments: readonly ArrivalSet[] = [
  {
    name: 'a number stays when its document comes alone',
    messages: all(one('0900', 'F', number('6.9')), one('1000', 'F', attached('one'))),
    shows: [FINAL, DOCUMENT],
    holds: [],
  },
  {
    name: 'a number stays when a corrected report adds its document',
    messages: all(one('0900', 'F', number('6.9')), one('1000', 'C', attached('one'))),
    shows: [FINAL, DOCUMENT],
    holds: [],
  },
  {
    name: 'a number beside its document is corrected',
    messages: all(
      one('0900', 'F', number('6.9')),
      one('1000', 'F', attached('one')),
      one('1100', 'C', number('4.1', 'C')),
    ),
    shows: [CORRECTED, DOCUMENT],
    holds: [],
  },
  {
    name: 'a number is withdrawn and its document stays',
    messages: all(one('0900', 'F', number('6.9'), attached('one')), one('1000', 'C', number('', 'W'))),
    shows: [DOCUMENT],
    holds: [],
  },
  {
    name: 'a document is withdrawn and its number stays',
    messages: all(
      one('0900', 'F', number('6.9')),
      one('1000', 'F', attached('one')),
      one('1100', 'C', attached('', 'W')),
    ),
    shows: [FINAL],
    holds: [],
  },
  {
    name: 'a preliminary document becomes a number',
    messages: all(one('0900', 'P', attached('one', 'P')), one('1000', 'F', number('6.9'))),
    shows: [FINAL],
    holds: [],
  },
  {
    name: 'a document that is marked as corrected takes the place of the only number',
    messages: all(one('0900', 'F', number('6.9')), one('1000', 'C', attached('one', 'C'))),
    shows: [DOCUMENT],
    holds: [],
  },
  {
    name: 'an isolate stays when the document of the culture comes',
    messages: all(
      one('0900', 'F', organism('1', '112283007', 'Escherichia coli')),
      one('1000', 'F', attached('one', 'F', 'ORG')),
    ),
    shows: [/^A \| ORG \| 112283007 \| final/, /^A \| ORG \| {2}\| final/],
    holds: [],
  },
  ...(
    [
      ['a final text', { code: 'DX', value: 'Carcinoma', fields: { 2: 'TX', 6: '' } }],
      ['words', { code: 'DX', value: 'See report', fields: { 2: 'ST', 6: '' } }],
    ] as const
  ).map(
    ([what, text]): ArrivalSet => ({
      name: `${what} stays when its document comes alone`,
      messages: all(one('0900', 'F', text), one('1000', 'F', attached('one', 'F', 'DX'))),
      shows: [new RegExp(`^A \\| DX \\| ${text.value} \\| final`), /^A \| DX \| {2}\| final/],
      holds: [],
    }),
  ),
];
