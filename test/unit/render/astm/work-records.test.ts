import { describe, expect, test } from '@jest/globals';
import type { SpecimenWork } from '../../../../lib/model/work.ts';
import { renderAstmWork } from '../../../../lib/render/astm/work-records.ts';
import { unaskedContext } from '../../../../lib/render/hl7/reply-context.ts';
import { anOrder, aStep, orderNumber } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

const context = unaskedContext({ application: 'CHEM1' }, 'P', now);

const written = (work: readonly SpecimenWork[], scope = 'core-lis'): string[] =>
  Buffer.from(renderAstmWork(work, context, { scope, layouts: [] }))
    .toString('utf8')
    .split('\r')
    .slice(0, -1);

test('each specimen has its patient, and each test its order', () => {
  const [header = '', ...records] = written([
    { asked: orderNumber('T-1'), orders: [aStep('GLU'), aStep('NA')] },
  ]);
  expect(records).toEqual([
    'P|1|700101|||Okafor^Amara||19840317|F', // P-3, P-6, P-8, P-9
    'O|1|T-1||^^^GLU|S||20260302070500||||A||||SER||||||||||Q', // O-3, O-5, O-6, O-12, O-16, O-26
    'O|2|T-1||^^^NA|S||20260302070500||||A||||SER||||||||||Q',
    'L|1|F', // L-3
  ]);
  expect(header).toMatch(/^H\|\\\^&\|LW[0-9A-F]{18}\|\|LABWIRE\|\|\|\|\|CHEM1\|\|P\|LIS2-A2\|\d{14}$/);
});

test('patients are counted, and orders counted anew for each', () => {
  const records = written([{ orders: [aStep('GLU')] }, { orders: [] }, { orders: [aStep('NA')] }]);
  expect(records.map((record) => record.slice(0, 3))).toEqual(['H|\\', 'P|1', 'O|1', 'P|2', 'O|1', 'L|1']);
});

test.each([[[]], [[{ asked: orderNumber('T-9'), orders: [] }]]])(
  'where there is no work, L-3 says so',
  (work) => {
    expect(written(work).slice(1)).toEqual(['L|1|I']); // L-3
  },
);

test('a number that would come back as another’s is left out', () => {
  expect(written([{ orders: [aStep('GLU')] }], 'other')[1]).toBe('P|1||||Okafor^Amara||19840317|F'); // P-3
});

test('an order without a patient has a record of one all the same', () => {
  expect(written([{ orders: [aStep('GLU', { patient: undefined })] }])[1]).toBe('P|1');
});

test('control material is said to be that', () => {
  const [specimen] = anOrder().specimens;
  if (specimen === undefined) throw new Error('no specimen');
  const ofRole = (roles: string[]) =>
    written([{ orders: [aStep('GLU', { specimens: [{ ...specimen, roles }] })] }])[2]?.split('|')[11];
  expect(ofRole(['Q'])).toBe('Q'); // O-12
  expect(ofRole([])).toBe('A');
});

test('nothing said of the priority is routine', () => {
  expect(written([{ orders: [aStep('GLU', { priority: undefined })] }])[2]?.split('|')[5]).toBe('R'); // O-6
});

test('an order without a specimen is known by the number that was asked for', () => {
  expect(
    written([{ asked: orderNumber('T-9'), orders: [aStep('GLU', { specimens: [] })] }])[2]?.split('|')[2],
  ).toBe('T-9');
});

describe('what the instrument wants in a field', () => {
  const reply = {
    fields: [
      { at: { name: 'H', field: 3 }, text: '{id}' },
      { at: { name: 'O', field: 3 }, text: '{1}^{2}^{3}^{9}' },
      { at: { name: 'O', field: 12 }, text: 'N' },
    ],
  };
  const asked = (components: readonly string[]): readonly string[] =>
    Buffer.from(
      renderAstmWork(
        [{ asked: orderNumber('T-1'), written: { components, layout: 1 }, orders: [aStep('GLU')] }],
        { ...context, msh: { ...context.msh, controlId: 'Q 7' } },
        { scope: 'core-lis', layouts: [{ specimen: 3, reply }] },
      ),
    )
      .toString('utf8')
      .split('\r');

  test('is a text, the number of the question, or parts of it', () => {
    const [header, , order] = asked(['5', '3', 'T-1']);
    expect(header?.split('|')[2]).toBe('Q 7'); // H-3
    expect(order?.split('|')[2]).toBe('5^3^T-1^'); // O-3
    expect(order?.split('|')[11]).toBe('N'); // O-12
  });

  test('has its delimiters escaped', () => {
    expect(asked(['a^b|{2}', '3', 'T-1'])[2]?.split('|')[2]).toBe('a&S&b&F&{2}^3^T-1^');
  });
});

describe('text', () => {
  test('delimiters are escaped, and no character ends a record', () => {
    const { patient } = anOrder();
    if (patient === undefined) throw new Error('no patient');
    const names = [{ family: 'a|b\\c^d&e\rL|1\nf\u0005', given: [] }];
    const records = written([{ orders: [aStep('GLU', { patient: { ...patient, names } })] }]);
    expect(records).toHaveLength(4);
    expect(records[1]?.split('|')[5]).toBe('a&F&b&R&c&S&d&E&e L&F&1 f '); // P-6
  });
});

test('the same work has the same number, at any time', () => {
  const numberAt = (at: Date) =>
    Buffer.from(
      renderAstmWork(
        [{ orders: [aStep('GLU')] }],
        { ...context, now: at },
        { scope: 'core-lis', layouts: [] },
      ),
    )
      .toString('utf8')
      .split('|')[2];
  expect(numberAt(new Date(0))).toBe(numberAt(now)); // H-3
});
