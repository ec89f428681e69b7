import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { validateStrictly } from '@labwire/hl7/check/validate-strictly';
import { parseMessage } from '@labwire/hl7/message/message';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { pass } from '../../bench/passage.ts';
import { size } from '../support/size.ts';

/** Words that every object has an entry for. */
const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

/** In the short form, a plain entry and one with a setter take turns. */
const wordsOf = (turn: number): readonly string[] =>
  words.slice(turn % size({ short: 2, long: 1 })).slice(0, size({ short: 1, long: words.length }));

const kinds: Readonly<Record<string, readonly string[]>> = {
  'ORU^R01^ORU_R01': ['PID', 'PV1', 'ORC', 'OBR', 'NTE', 'TQ1', 'OBX', 'NTE', 'SPM', 'OBX'],
  'OUL^R22^OUL_R22': ['PID', 'PV1', 'SPM', 'SAC', 'INV', 'OBR', 'ORC', 'OBX', 'TCD', 'SID', 'NTE'],
  'OML^O21^OML_O21': ['PID', 'PV1', 'ORC', 'TQ1', 'OBR', 'NTE', 'OBX', 'SPM', 'SAC'],
  'ORL^O34^ORL_O34': ['MSA', 'ERR', 'PID', 'SPM', 'ORC', 'OBR'],
  'ADT^A40^ADT_A39': ['EVN', 'PID', 'MRG', 'PV1'],
  'ADT^A01^ADT_A01': ['EVN', 'PID', 'PD1', 'PV1', 'OBX'],
  'MDM^T02^MDM_T02': ['EVN', 'PID', 'PV1', 'TXA', 'OBX', 'NTE'],
  'QBP^Q11^QBP_Q11': ['QPD', 'RCP'],
  'QRY^Q02^QRY_Q02': ['QRD', 'QRF'],
  'SSU^U03^SSU_U03': ['EQU', 'SAC', 'OBX', 'SPM'],
  'MFN^M08^MFN_M08': ['MFI', 'MFE', 'OM1', 'OM2', 'OM4'],
  constructor: ['PID', 'OBR', 'OBX'],
};

const FIELDS = 30;

/** What makes the message be read to its end where the word is elsewhere. */
const usual: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  PID: { 3: '700101^^^RIVERSIDE^MR', 5: 'Okafor^Amara', 7: '19840317', 8: 'F' },
  MRG: { 1: '700102^^^RIVERSIDE^MR' },
  ORC: { 1: 'RE', 2: 'P-1', 3: 'F-1' },
  OBR: { 2: 'P-1', 3: 'F-1', 4: 'GLU^Glucose^L', 25: 'F' },
  OBX: { 2: 'NM', 3: 'GLU^Glucose^L', 5: '93', 6: 'mg/dL', 11: 'F' },
  SPM: { 2: 'S-1', 4: 'BLD', 11: 'P' },
  SAC: { 3: 'S-1' },
  TXA: { 1: '1', 2: 'LR', 3: 'TX', 12: 'D-1', 17: 'AU' },
  QPD: { 1: 'WOS^Work Order Step^IHELAW', 2: 'Q1', 3: 'S-1' },
  EQU: { 1: 'CORELIS', 2: '20260302', 3: 'OP' },
  MFE: { 1: 'MAD', 4: 'GLU' },
};

type Holds = (segment: string, field: number) => boolean;

/** The message with the word, or the word in each component, wherever `holds` says so. */
function messageWith(type: string, value: string, holds: Holds): string {
  const rest = (kinds[type] ?? []).map((name) => {
    const fields = Array.from({ length: FIELDS }, (_, index) =>
      holds(name, index + 1) ? value : (usual[name]?.[index + 1] ?? ''),
    );
    return [name, ...fields].join('|');
  });
  const header = Array.from({ length: 20 }, (_, index) =>
    index >= 2 && holds('MSH', index + 1) ? value : (head[index + 1] ?? ''),
  );
  header[8] = type;
  return `MSH|^~\\&|${header.slice(2).join('|')}\r${rest.map((line) => `${line}\r`).join('')}`;
}

const head: Readonly<Record<number, string>> = {
  3: 'CORELIS',
  4: 'RIVERSIDE',
  7: '20260302080000-0500',
  10: 'WORDS',
  11: 'P',
  12: '2.5.1',
};

const forms = (word: string): string[] => [
  word,
  `${word}^${word}&${word}&${word}~${Array.from({ length: 12 }, () => word).join('^')}`,
];

async function readAll(text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const parsed = parseMessage(bytes);
  if (parsed.ok) validateStrictly(parsed.value, definitionsOf(parsed.value.header.value(12)));
  const { outcome } = await pass(bytes);
  return outcome;
}

test.each(Object.keys(kinds).flatMap((type, turn) => wordsOf(turn).map((word) => [type, word] as const)))(
  'a message %s with the word %s in any field is read or refused',
  async (type, word) => {
    const places: Holds[] = [
      ...['MSH', ...(kinds[type] ?? [])].map(
        (name): Holds =>
          (segment) =>
            segment === name,
      ),
      ...Array.from(
        { length: FIELDS },
        (_, index): Holds =>
          (_, field) =>
            field === index + 1,
      ),
    ];
    for (const value of forms(word))
      for (const holds of places)
        expect(await readAll(messageWith(type, value, holds))).toEqual(expect.any(String));
  },
);

test.each(wordsOf(1))('a message of ASTM with the word %s in any field is read or refused', async (word) => {
  const records = ['H', 'P', 'O', 'R', 'C', 'Q', 'M', 'L'];
  for (const value of forms(word))
    for (const record of records)
      for (let field = 2; field < 20; field++) {
        const lines = records.map((name) => {
          const fields = Array.from({ length: 20 }, (_, index) =>
            name === record && index + 1 === field ? value : '1',
          );
          return name === 'H'
            ? `H|\\^&|${fields.slice(2).join('|')}`
            : `${name}|${fields.slice(1).join('|')}`;
        });
        expect(await readAll(`${lines.join('\r')}\r`)).toEqual(expect.any(String));
      }
});

/** Files that read words from outside. */
const files = ['packages/hl7/src', 'lib', 'functions', 'gateway', 'local'].flatMap((folder) =>
  globSync(`${folder}/**/*.ts`),
);

test('no word from outside indexes a table that is a plain object', () => {
  const indexed = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const tables = [...text.matchAll(/\bconst (\w+): (?:Readonly|Partial)<Record<string\b/g)].map(
      ([, name]) => name,
    );
    return tables
      .filter((name) => new RegExp(`\\b${name}\\[(?!['"\\d])|\\bin ${name}\\b`).test(text))
      .map((name) => `${file}: ${name}`);
  });

  expect(indexed).toEqual([]);
});
