import { describe, expect, test } from '@jest/globals';
import * as keys from '../../../../lib/adapters/dynamodb/keys.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import type { DeviceEvent } from '../../../../lib/model/device-event.ts';
import { digestOf } from '../../../../lib/model/identity.ts';
import type { Observation } from '../../../../lib/model/observation.ts';
import type { QcPoint } from '../../../../lib/model/qc-point.ts';
import type { UnmappedTerm } from '../../../../lib/model/unmapped-term.ts';

const time = (iso: string) => ({ text: '', iso, zone: 'sent' as const });

const anObservation = (overrides: Partial<Observation> = {}): Observation => ({
  slot: 's',
  at: 'OBX[1]',
  code: { codings: [{ code: 'GLU' }] },
  values: [],
  isNull: false,
  flags: [],
  equipment: [],
  notes: [],
  isOfSpecimen: false,
  ...overrides,
});

const aPoint = (overrides: Partial<QcPoint> = {}): QcPoint => ({
  id: 'q1',
  messageId: 'm',
  source: 'chemistry',
  processingId: 'P',
  analyzer: 'C303-1',
  roles: ['Q'],
  material: { lot: 'L7' },
  reagents: [],
  observation: anObservation(),
  supplements: [],
  ...overrides,
});

const anEvent = (overrides: Partial<DeviceEvent> = {}): DeviceEvent => ({
  id: 'e1',
  messageId: 'm',
  source: 'chemistry',
  processingId: 'P',
  at: 'EQU[1]',
  device: 'C303-1',
  kind: 'status',
  time: time('2026-03-02T08:15:00-05:00'),
  reagents: [],
  specimens: [],
  commands: [],
  observations: [],
  ...overrides,
});

const aTerm = (overrides: Partial<UnmappedTerm> = {}): UnmappedTerm => ({
  ...{ source: 'chemistry', lacks: 'loinc', code: 'GLU', messageId: 'm', at: 'OBX[1]' },
  ...overrides,
});

const anEntry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  readAt: '2026-03-02T14:05:06.789Z',
  requestId: 'q1',
  actor: 'mara',
  channel: 'fhir',
  action: 'read',
  resourceType: 'Observation',
  parameters: [],
  count: 1,
  ...overrides,
});

describe('the keys of docs/architecture.md', () => {
  test.each([
    ['message', keys.messageKey('m1'), { pk: 'MSG#m1', sk: 'MSG' }],
    [
      'message of a source',
      keys.messageOfSourceKey('core-lis', '2026-03-02', 'm1'),
      { gsi1pk: 'MSG#core-lis', gsi1sk: '2026-03-02#m1' },
    ],
    [
      'message with an MSH-10',
      keys.messageOfControlIdKey('C-1', '2026-03-02', 'm1'),
      { gsi2pk: `CTL#${digestOf('C-1')}`, gsi2sk: '2026-03-02#m1' },
    ],
    ['message without MSH-10', keys.messageOfControlIdKey('', '2026-03-02', 'm1'), {}],
    [
      'held message',
      keys.heldKey('no-patient', '2026-03-02', 'm1'),
      { pk: 'HELD#no-patient', sk: '2026-03-02#m1' },
    ],
    ['report version', keys.reportVersionKey('r1', 1), { pk: 'RPT#r1', sk: 'V#000001' }],
    ['patient', keys.patientKey('p1'), { pk: 'PAT#p1', sk: 'PAT' }],
    ['links of a patient', keys.patientLinkKey('p1'), { pk: 'PAT#p1', sk: 'LINK' }],
    ['what waits', keys.waitKey({ kind: 'order', key: 'a1' }, 'm1'), { pk: 'WAIT#order#a1', sk: 'm1' }],
    [
      'report of a patient',
      keys.reportOfPatientKey('p1', '2026-03-02', 'r1'),
      { pk: 'PAT#p1', sk: 'RPT#2026-03-02#r1' },
    ],
    ['owner of an order', keys.orderKey('a1'), { pk: 'ORD#a1', sk: 'ORD' }],
    ['order', keys.orderOfNameKey('a1', 'o1'), { pk: 'ORD#a1', sk: 'ORDER#o1' }],
    ['reports of a number', keys.reportsOfNumberKey('a1'), { pk: 'ORD#a1', sk: 'REPORTS' }],
    ['state of an instrument', keys.deviceStateKey(anEvent()), { pk: 'DEV#P#chemistry#C303-1', sk: 'STATE' }],
    [
      'event of an instrument',
      keys.deviceLogKey(anEvent()),
      { pk: 'DEV#P#chemistry#C303-1', sk: 'LOG#2026-03-02T13:15:00.000Z#e1' },
    ],
    ['definition', keys.definitionKey('core-lis', 'GLU'), { pk: 'DEF#core-lis#GLU', sk: 'DEF' }],
    [
      'name of an assigner',
      keys.assignerKey({ source: 'chemistry', namespace: 'HOSP', universalId: '1.2', messageId: 'm' }),
      { pk: 'UNM##chemistry', sk: 'HOSP#1.2' },
    ],
    ['code without a map', keys.unmappedKey(aTerm()), { pk: 'UNM#chemistry', sk: 'GLU##' }],
    ['delivery', keys.deliveryKey('ehr', 'r1'), { pk: 'DLV#ehr#r1', sk: 'DLV' }],
    [
      'read of a patient',
      keys.auditKey(anEntry({ patientKey: 'p1' })),
      { pk: 'AUD#p1', sk: '2026-03-02T14:05:06.789Z#q1' },
    ],
    [
      'read that found nobody',
      keys.auditKey(anEntry()),
      { pk: 'AUD#nobody#2026-03-02', sk: '2026-03-02T14:05:06.789Z#q1' },
    ],
    [
      'read of an hour',
      keys.auditOfHourKey(anEntry()),
      { gsi1pk: 'AUD#2026-03-02T14', gsi1sk: '2026-03-02T14:05:06.789Z#q1' },
    ],
  ])('%s', (_, key, expected) => {
    expect(key).toEqual(expected);
  });

  test('have no two kinds in one place', () => {
    const places = [
      keys.messageKey('x'),
      keys.reportVersionKey('x', 1),
      keys.patientKey('x'),
      keys.patientLinkKey('x'),
      keys.reportOfPatientKey('x', 'x', 'x'),
      keys.orderKey('x'),
      keys.orderOfNameKey('x', 'x'),
      keys.reportsOfNumberKey('x'),
      keys.reportOfNameKey('x', 'x'),
    ].map(({ pk, sk }) => `${pk} ${sk}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

test('versions stand in the order of their numbers', () => {
  const inOrder = [1, 2, 9, 10, 11, 99, 100, 999_999].map(
    (version) => keys.reportVersionKey('r', version).sk,
  );
  expect(inOrder.toSorted()).toEqual(inOrder);
});

describe('a control result', () => {
  test('stands by when it was measured, in UTC', () => {
    const observation = anObservation({
      analyzed: time('2026-03-02T08:15:00-05:00'),
      observed: time('2026-03-01T00:00:00Z'),
    });
    expect(keys.qcPointKey(aPoint({ observation }))).toEqual({
      pk: 'QC#P#chemistry#C303-1#GLU',
      sk: '2026-03-02T13:15:00.000Z#L7#q1',
    });
  });

  test('stands by when it was observed, where nothing says when it was measured', () => {
    const observation = anObservation({ observed: time('2026-03-01T00:00:00Z') });
    expect(keys.qcPointKey(aPoint({ observation })).sk).toBe('2026-03-01T00:00:00.000Z#L7#q1');
  });

  test('stands by MSH-7, and without it by its receipt, where its own segments say no time', () => {
    const receivedAt = '2026-03-02T14:00:00.000Z';
    const sentAt = '2026-03-02T13:00:00.000Z';
    expect(keys.qcPointKey(aPoint({ sentAt, receivedAt })).sk).toBe(`${sentAt}#L7#q1`);
    expect(keys.qcPointKey(aPoint({ receivedAt })).sk).toBe(`${receivedAt}#L7#q1`);
  });

  test('without a time or a lot comes first', () => {
    const timed = keys.qcPointKey(
      aPoint({ observation: anObservation({ observed: time('1999-01-01T00:00:00Z') }) }),
    );
    const untimed = keys.qcPointKey(aPoint({ material: {} }));
    expect(untimed.sk).toBe('##q1');
    expect(untimed.sk < timed.sk).toBe(true);
  });

  test('shares the name of its test system with its verdicts, the actions and the state', () => {
    const system = { processingId: 'P', source: 'chemistry', analyzer: 'C#1', analyte: 'GLU' };
    const version = { event: 'e1', start: Date.UTC(2026, 2, 2, 6), version: 2, judgedAt: '', cause: 'm1' };
    expect(keys.qcPartition(system)).toBe('QC#P#chemistry#C%231#GLU');
    expect(keys.systemStateKey(system)).toEqual({ pk: 'QCS#P#chemistry#C%231#GLU', sk: 'STATE' });
    const result = { measuredAt: Date.UTC(2026, 2, 2, 23), reportKey: 'r1', messageId: 'm1', at: 'OBX[2]' };
    expect(keys.measuredResultKey('glucose', result)).toEqual({
      pk: 'RUN#glucose#2026-03-02',
      sk: '2026-03-02T23:00:00.000Z#r1#m1#OBX[2]',
    });
    expect(keys.controlActionKey(system, { at: '2026-03-02T06:00:00.000Z', id: 'a1' })).toEqual({
      pk: 'QCA#P#chemistry#C%231#GLU',
      sk: '2026-03-02T06:00:00.000Z#a1',
    });
    expect(keys.verdictKey(system, version)).toEqual({
      pk: 'QCE#P#chemistry#C%231#GLU',
      sk: '2026-03-02T06:00:00.000Z#e1#V0002',
    });
  });

  test('without a code goes by its text', () => {
    const observation = anObservation({ code: { codings: [], text: 'Glucose' } });
    expect(keys.qcPointKey(aPoint({ observation })).pk).toBe('QC#P#chemistry#C303-1#Glucose');
  });
});

describe("a sender's text", () => {
  test('makes no separator of a key', () => {
    expect(keys.definitionKey('lis', 'A#DEF').pk).toBe('DEF#lis#A%23DEF');
    expect(keys.definitionKey('lis', 'A%23DEF').pk).toBe('DEF#lis#A%2523DEF');
    expect(keys.deviceStateKey(anEvent({ device: 'C#1' })).pk).toBe('DEV#P#chemistry#C%231');
  });

  test('does not run from one part of a key into the next', () => {
    const one = keys.unmappedKey(aTerm({ code: 'A#B', system: 'C' }));
    const other = keys.unmappedKey(aTerm({ code: 'A', system: 'B#C' }));
    expect(one).not.toEqual(other);
  });

  test.each<[string, (text: string) => keys.ItemKey]>([
    ['an instrument', (text) => keys.deviceStateKey(anEvent({ device: text }))],
    ['a code', (text) => keys.definitionKey('lis', text)],
    ['a term', (text) => keys.unmappedKey(aTerm({ code: text, system: text, unit: text }))],
    ['a lot', (text) => keys.qcPointKey(aPoint({ material: { lot: text }, analyzer: text }))],
    ['a name', (text) => keys.reportOfNameKey(text, 'r1')],
  ])('that is very long, as %s, makes a key that DynamoDB takes', (_, keyOf) => {
    for (const text of ['#', '%', 'x', '\u{1F9EA}']) {
      const { pk, sk } = keyOf(text.repeat(100_000));
      expect(Buffer.byteLength(pk)).toBeLessThanOrEqual(2048);
      expect(Buffer.byteLength(sk)).toBeLessThanOrEqual(1024);
    }
  });
});

test('the name of a report cannot be read in its key', () => {
  const { pk, sk } = keys.reportOfNameKey('["patient","RIVERSIDE","700101"]', 'r1');
  expect(pk).toMatch(/^NAME#[0-9a-f]{32}$/);
  expect(sk).toBe('RPT#r1');
});

test('objects are named by what they are of, and by their digest', () => {
  const sha256 = 'ab'.repeat(32);
  const update = { destination: 'ehr', reportKey: 'r1', version: 3 };
  expect([
    keys.messageObjectKey('m1'),
    keys.reportObjectKey('r1', 3),
    keys.updateObjectKey(update, sha256),
    keys.outboundObjectKey('ehr', sha256),
  ]).toEqual([
    'messages/m1',
    'reports/r1/3',
    'updates/ehr/r1/3-abababababababab.json',
    `outbound/ehr/${sha256}`,
  ]);
});

test('two long codes with one beginning are two keys', () => {
  const [one, other] = ['1', '2'].map((end) => keys.definitionKey('lis', `${'T'.repeat(300)}${end}`).pk);
  expect(one).not.toBe(other);
  expect(keys.definitionKey('lis', 'T'.repeat(200)).pk).toBe(`DEF#lis#${'T'.repeat(200)}`);
  // no shorter code can have the key of a longer one
  const short = keys.definitionKey('lis', one?.slice('DEF#lis#'.length) ?? '').pk;
  expect(short).not.toBe(one);
});
