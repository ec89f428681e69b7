import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { writeSegment } from '@labwire/hl7/message/write';
import type { SpecimenWork } from '../../../../lib/model/work.ts';
import { unaskedContext } from '../../../../lib/render/hl7/reply-context.ts';
import {
  container,
  patientOf,
  renderWorkOrder,
  specimenSegment,
} from '../../../../lib/render/hl7/work-order.ts';
import { textOf } from '../../../support/messages.ts';
import { anOrder, aStep, orderNumber } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

const context = unaskedContext({ application: 'CHEM1' }, 'P', now);
const written = (work: SpecimenWork): string[] =>
  textOf(renderWorkOrder(work, context)).trimEnd().split('\r');
const withoutTime = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/\d{14}(?:\.\d+)?[+-]\d{4}$/, 'NOW'));

test('the work on a specimen names its patient, the specimen and each test', () => {
  const [header = '', ...segments] = written({
    asked: orderNumber('T-1'),
    orders: [aStep('GLU'), aStep('NA', { priority: undefined })],
  });
  expect(withoutTime(segments)).toEqual([
    'PID|1||700101||Okafor^Amara||19840317|F',
    'SPM|1|||SER^Serum^L|||||||P^^HL70369', // SPM-4, SPM-11
    'SAC|||T-1', // SAC-3
    'ORC|NW||||||||NOW', // ORC-1, ORC-9
    'TQ1|||||||||S^^HL70485', // TQ1-9
    'OBR|1|AWOS-GLU||GLU^GLU in words^L', // OBR-2, OBR-4
    'TCD|GLU^GLU in words^L',
    'ORC|NW||||||||NOW',
    'OBR|2|AWOS-NA||NA^NA in words^L',
    'TCD|NA^NA in words^L',
  ]);
  const fields = header.split('|');
  expect([fields[8], fields[14], fields[15], fields[20]]).toEqual([
    'OML^O33^OML_O33',
    'NE',
    'AL',
    'LAB-28^IHE',
  ]);
});

test('no work is a message of specimen, container and ORC alone', () => {
  expect(withoutTime(written({ asked: orderNumber('T-9'), orders: [] }).slice(1))).toEqual([
    'SPM|1||||||||||U^Unknown^HL70369', // SPM-11
    'SAC|||T-9',
    'ORC|DC||||||||NOW', // ORC-1
  ]);
});

test('an order without a patient names none', () => {
  const segments = written({ orders: [aStep('GLU', { patient: undefined })] });
  expect(segments.filter((line) => line.startsWith('PID'))).toEqual([]);
});

describe('MSH-10', () => {
  const idOf = (work: SpecimenWork, at = now) =>
    textOf(renderWorkOrder(work, { ...context, now: at })).split('|')[9];

  test('is the same for the same work, at any time', () => {
    expect(idOf({ orders: [aStep('GLU')] }, new Date(0))).toBe(idOf({ orders: [aStep('GLU')] }));
  });

  test.each<[string, SpecimenWork]>([
    ['of a newer order', { orders: [aStep('GLU', { asOf: 2 })] }],
    ['to be cancelled', { orders: [{ ...aStep('GLU'), control: 'CA' }] }],
    ['asked for by another number', { asked: orderNumber('T-2'), orders: [aStep('GLU')] }],
    ['elsewhere', { place: { holder: 'tray', id: '1', position: '2' }, orders: [aStep('GLU')] }],
  ])('is another for work %s', (_, work) => {
    expect(idOf(work)).not.toBe(idOf({ orders: [aStep('GLU')] }));
  });
});

describe('where a specimen stands', () => {
  const sac = (place: SpecimenWork['place']) => writeSegment(container('T-1', place), defaultDelimiters);

  test.each([
    [undefined, 'SAC|||T-1'],
    [{ holder: 'carrier', id: '7', position: '3' } as const, 'SAC|||T-1|||||||7|3'], // SAC-10, SAC-11
    [{ holder: 'tray', id: '7', position: '3' } as const, 'SAC|||T-1||||||||||7|3'], // SAC-13, SAC-14
  ])('%j', (place, expected) => {
    expect(sac(place)).toBe(expected);
  });
});

test('a specimen that nobody knows is a patient’s; its type may be words', () => {
  const spm = (of: Parameters<typeof specimenSegment>[0]) =>
    writeSegment(specimenSegment(of), defaultDelimiters);
  expect(spm(undefined)).toBe('SPM|1||||||||||P^^HL70369');
  const [specimen] = anOrder().specimens;
  if (specimen === undefined) throw new Error('no specimen');
  expect(spm({ ...specimen, type: { codings: [], text: 'serum' }, roles: ['Q'] })).toBe(
    'SPM|1|||serum|||||||Q^^HL70369',
  );
});

test('the patient of a specimen is that of its first order', () => {
  const first = aStep('GLU');
  expect(patientOf([first, aStep('NA', { patient: undefined })])).toBe(first.order.patient);
  expect(patientOf([])).toBeUndefined();
});
