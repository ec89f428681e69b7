import { expect, test } from '@jest/globals';
import type { WorkStep } from '../../../../lib/model/work.ts';
import { type DownloadForm, renderDownload } from '../../../../lib/render/hl7/order-download.ts';
import { unaskedContext } from '../../../../lib/render/hl7/reply-context.ts';
import { textOf } from '../../../support/messages.ts';
import { aStep } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

const context = unaskedContext({ application: 'CHEM1' }, 'P', now);

const written = (form: DownloadForm, orders: readonly WorkStep[]): string[] =>
  textOf(renderDownload({ orders }, form, context))
    .trimEnd()
    .split('\r')
    .map((line) => line.replace(/\d{14}(?:\.\d+)?[+-]\d{4}$/, 'NOW'));

const head = ['PID|1||700101||Okafor^Amara||19840317|F', 'PV1|1|U'];

test('OML^O21 has the specimen behind each order', () => {
  const [header, ...segments] = written('OML^O21', [aStep('GLU'), aStep('NA', { priority: undefined })]);
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
  const [header, ...segments] = written('ORM^O01', [aStep('GLU')]);
  expect(header?.split('|')[8]).toBe('ORM^O01^ORM_O01'); // MSH-9
  expect(segments).toEqual([
    ...head,
    'ORC|NW||T-1||||||NOW', // ORC-3
    'OBR|1|AWOS-GLU|T-1|GLU^GLU in words^L', // OBR-3
  ]);
});

test.each<DownloadForm>(['OML^O21', 'ORM^O01'])('%s without a patient names none, and no visit', (form) => {
  const names = written(form, [aStep('GLU', { patient: undefined })]).map((line) => line.slice(0, 3));
  expect(names).not.toContain('PID');
  expect(names).not.toContain('PV1');
});

test('an order without a specimen names no tube', () => {
  expect(written('ORM^O01', [aStep('GLU', { specimens: [] })]).slice(3)).toEqual([
    'ORC|NW||||||||NOW',
    'OBR|1|AWOS-GLU||GLU^GLU in words^L',
  ]);
});

test('work that is taken back says so, under another number', () => {
  const cancelled = written('ORM^O01', [{ ...aStep('GLU'), control: 'CA' }]);
  expect(cancelled[3]).toMatch(/^ORC\|CA\|/); // ORC-1
  expect(cancelled[0]?.split('|')[9]).not.toBe(written('ORM^O01', [aStep('GLU')])[0]?.split('|')[9]); // MSH-10
});
