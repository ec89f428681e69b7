import { expect, test } from '@jest/globals';
import type { Identifier } from '../../../../lib/model/concept.ts';
import type { Order } from '../../../../lib/model/order.ts';
import type { WorkStep } from '../../../../lib/model/work.ts';
import { type DownloadForm, renderDownload } from '../../../../lib/render/hl7/order-download.ts';
import { unaskedContext } from '../../../../lib/render/hl7/reply-context.ts';
import { textOf } from '../../../support/messages.ts';

const now = new Date('2026-03-02T14:00:00Z');

const id = (value: string): Identifier => ({ value, assigner: {}, scope: 'core-lis' });

const order: Order = {
  key: 'order-1',
  messageId: 'm1',
  source: 'core-lis',
  at: 'ORC[1]',
  asOf: 1,
  processingId: 'P',
  priority: 'S',
  patient: {
    key: 'k',
    identifiers: [id('700101')],
    names: [{ family: 'Okafor', given: ['Amara'] }],
    birthDate: { text: '19840317', iso: '1984-03-17', zone: 'none' },
    sex: 'F',
    addresses: [],
    phones: [],
    notes: [],
  },
  specimens: [
    {
      containerId: id('T-1'),
      type: { codings: [{ code: 'SER', display: 'Serum', system: 'L' }] },
      collected: { text: '20260302070500', iso: '2026-03-02T07:05:00-05:00', zone: 'source' },
      roles: ['P'],
      rejectReasons: [],
      conditions: [],
      notes: [],
    },
  ],
  answers: [],
  notes: [],
};

const step = (code: string, fields: Partial<Order> = {}): WorkStep => ({
  order: { ...order, ...fields },
  id: id(`AWOS-${code}`),
  code,
  display: `${code} in words`,
  system: 'L',
  control: 'NW',
});

const context = unaskedContext({ application: 'CHEM1' }, 'P', now);

const written = (form: DownloadForm, orders: readonly WorkStep[]): string[] =>
  textOf(renderDownload({ orders }, form, context))
    .trimEnd()
    .split('\r')
    .map((line) => line.replace(/\d{14}(?:\.\d+)?[+-]\d{4}$/, 'NOW'));

const head = ['PID|1||700101||Okafor^Amara||19840317|F', 'PV1|1|U'];

test('OML^O21 has the specimen behind each order', () => {
  const [header, ...segments] = written('OML^O21', [step('GLU'), step('NA', { priority: undefined })]);
  expect(header?.split('|')[8]).toBe('OML^O21^OML_O21'); // MSH-9
  expect(segments).toEqual([
    ...head,
    'ORC|NW||||||||NOW',
    'TQ1|||||||||S^^HL70485',
    'OBR|1|AWOS-GLU||GLU^GLU in words^L',
    'TCD|GLU^GLU in words^L',
    'SPM|1|||SER^Serum^L|||||||P^^HL70369', // SPM-4
    'SAC|||T-1', // SAC-3
    'ORC|NW||||||||NOW',
    'OBR|2|AWOS-NA||NA^NA in words^L',
    'TCD|NA^NA in words^L',
    'SPM|1|||SER^Serum^L|||||||P^^HL70369',
    'SAC|||T-1',
  ]);
});

test('ORM^O01 has ORC and OBR alone, with the number of the tube', () => {
  const [header, ...segments] = written('ORM^O01', [step('GLU')]);
  expect(header?.split('|')[8]).toBe('ORM^O01^ORM_O01'); // MSH-9
  expect(segments).toEqual([
    ...head,
    'ORC|NW||T-1||||||NOW', // ORC-3
    'OBR|1|AWOS-GLU|T-1|GLU^GLU in words^L', // OBR-3
  ]);
});

test.each<DownloadForm>(['OML^O21', 'ORM^O01'])('%s without a patient names none, and no visit', (form) => {
  const names = written(form, [step('GLU', { patient: undefined })]).map((line) => line.slice(0, 3));
  expect(names).not.toContain('PID');
  expect(names).not.toContain('PV1');
});

test('an order without a specimen names no tube', () => {
  expect(written('ORM^O01', [step('GLU', { specimens: [] })]).slice(3)).toEqual([
    'ORC|NW||||||||NOW',
    'OBR|1|AWOS-GLU||GLU^GLU in words^L',
  ]);
});

test('work that is taken back says so, under another number', () => {
  const cancelled = written('ORM^O01', [{ ...step('GLU'), control: 'CA' }]);
  expect(cancelled[3]).toMatch(/^ORC\|CA\|/); // ORC-1
  expect(cancelled[0]?.split('|')[9]).not.toBe(written('ORM^O01', [step('GLU')])[0]?.split('|')[9]); // MSH-10
});
