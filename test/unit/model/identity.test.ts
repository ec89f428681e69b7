import { describe, expect, test } from '@jest/globals';
import type { Identifier } from '../../../lib/model/concept.ts';
import {
  childNumber,
  digestOf,
  mayLead,
  messageIdOf,
  orderAliasOf,
  orderKeyOf,
  patientKeyOf,
  patientKeysOf,
  type ReportIdentity,
  rankOfType,
  reportKeyOf,
  uuidOf,
} from '../../../lib/model/identity.ts';

const id = (value: string, type?: string, scope = 's'): Identifier => ({
  ...{ value, assigner: {}, scope },
  ...(type === undefined ? {} : { type }),
});

test('a key of the same parts stays the same in every version', () => {
  expect(digestOf('é')).toBe('98d966d392b51641d7c524d6854341a7');
  expect(messageIdOf('lis', Buffer.from('MSH|é'))).toBe('49902033528299dfbba982153ed7c365');
  expect(reportKeyOf({ processingId: 'P', order: { kind: 'filler', id: id('F-1') }, hasPatient: true })).toBe(
    'e92fe14d46e06714faafe4333555cacd',
  );
});

test.each(['constructor', '__proto__', '', 'x'.repeat(100_000), '\ud800'])(
  'a key of any text is 32 hexadecimal digits: %.20s',
  (text) => {
    const keys = [digestOf(text), messageIdOf(text, Buffer.from(text)), patientKeyOf(id(text, text, text))];
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  },
);

describe('a message', () => {
  test('is its source and its bytes, which do not run into each other', () => {
    expect(messageIdOf('a', Buffer.from('MSH'))).toBe(messageIdOf('a', Buffer.from('MSH')));
    const others = [messageIdOf('b', Buffer.from('MSH')), messageIdOf('aM', Buffer.from('SH'))];
    expect(new Set([messageIdOf('a', Buffer.from('MSH')), ...others]).size).toBe(3);
  });
});

describe('a kind of identifier', () => {
  test('of any country is a national number', () => {
    expect(rankOfType('NNDEU', ['MR', 'NN'])).toBe(1);
    expect(rankOfType('NNX', ['MR', 'NN'])).toBe(-1);
    expect(rankOfType('constructor', ['MR'])).toBe(-1);
  });

  test.each<[string | undefined, boolean | undefined, boolean]>([
    [undefined, undefined, true],
    ['MR', undefined, true],
    ['NNUSA', undefined, true],
    ['AN', undefined, false],
    ['AN', true, true],
    ['MR', false, false],
  ])('%s, where the site says %s, may name a person: %s', (type, links, expected) => {
    expect(mayLead({ ...id('1', type), links })).toBe(expected);
  });
});

describe('a patient', () => {
  test('has one key, whatever a sender calls the numbers of its list', () => {
    const keys = ['MR', 'PI', 'PT', 'MRN', undefined].map((type) => patientKeyOf(id('1', type)));
    expect(new Set(keys).size).toBe(1);
  });

  test('has another key in another list, and by a national number', () => {
    const keys = [id('1', 'MR'), id('1', 'MR', 't'), id('2', 'MR'), id('1', 'NI')].map(patientKeyOf);
    expect(new Set(keys).size).toBe(4);
  });

  test('may be named in a merge by every number that names a person, and as a child', () => {
    const leading = id('1', 'MR');
    const patient = { names: [], addresses: [], phones: [], notes: [] };
    const identifiers = [leading, id('9', 'AN'), id('2', 'NI')];
    expect(patientKeysOf({ ...patient, key: 'own', identifiers, birthOrder: 2 })).toEqual([
      'own',
      patientKeyOf(leading),
      patientKeyOf(id('2', 'NI')),
      patientKeyOf(childNumber(leading, 2)),
    ]);
  });

  test('of several of one birth is no other, nor their mother', () => {
    const mother = id('1', 'MR');
    const keys = [mother, childNumber(mother, 1), childNumber(mother, 2), id('1/1', 'MR')].map(patientKeyOf);
    expect(new Set(keys).size).toBe(4);
  });
});

describe('a report', () => {
  const identity = (overrides: Partial<ReportIdentity> = {}): ReportIdentity => ({
    processingId: 'P',
    order: { kind: 'filler', id: id('F-1') },
    service: { codings: [{ code: 'GLU', system: 'L' }] },
    hasPatient: true,
    ...overrides,
  });

  test.each<[string, Partial<ReportIdentity>]>([
    ['another service', { service: { codings: [{ code: 'CBC', system: 'L' }] } }],
    ['another coding system', { service: { codings: [{ code: 'GLU', system: 'LN' }] } }],
    ['training', { processingId: 'T' }],
    ['no patient', { hasPatient: false }],
    ['a placer number', { order: { kind: 'placer', id: id('F-1') } }],
    ['the number of another scope', { order: { kind: 'filler', id: id('F-1', undefined, 't') } }],
  ])('with %s is another', (_, changes) => {
    expect(reportKeyOf(identity(changes))).not.toBe(reportKeyOf(identity()));
  });

  test('is the same by how its service is displayed', () => {
    const service = { codings: [{ code: 'GLU', system: 'L', display: 'Glucose' }], text: 'Sugar' };
    expect(reportKeyOf(identity({ service }))).toBe(reportKeyOf(identity()));
  });

  test('that is a document has its number, whatever it is called', () => {
    const order = { kind: 'document' as const, id: id('D-1') };
    expect(reportKeyOf(identity({ order, service: undefined }))).toBe(reportKeyOf(identity({ order })));
  });
});

test('names of an order do not meet across kinds, scopes and production', () => {
  const one = id('1');
  const names = [
    orderAliasOf('placer', one, 'P'),
    orderAliasOf('filler', one, 'P'),
    orderAliasOf('placer', one, 'T'),
    orderAliasOf('placer', id('1', undefined, 't'), 'P'),
    orderKeyOf('P', one, undefined),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('a resource has a stable UUID of version 8 (RFC 9562 §5.8)', () => {
  for (const key of ['r1', 'constructor', ''])
    expect(uuidOf('report', key)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  expect(uuidOf('report', 'r1')).toBe(uuidOf('report', 'r1'));
  expect(uuidOf('report', 'r1')).not.toBe(uuidOf('specimen', 'r1'));
});
