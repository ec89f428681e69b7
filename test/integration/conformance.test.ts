import { expect, test } from '@jest/globals';
import { aGateway, startFaultyCloud } from '../support/gateway.ts';
import { labwire, labwireProcess } from '../support/labwire.ts';

test('every assertion of IHE LAW holds against a system of its own', async () => {
  const { code, stdout } = await labwireProcess(['conformance', '--profile', 'law']);
  const lines = stdout.trimEnd().split('\n');
  const results = lines.filter((line) => /^(pass|FAIL) /.test(line));
  expect(results.filter((line) => line.startsWith('FAIL'))).toEqual([]);
  const listed = [
    'LAB-27-001',
    'LAB-27-003',
    'LAB-27-004',
    'LAB-27-005',
    'LAB-27-006',
    'LAB-27-007',
    'LAB-27-008',
  ]
    .concat([
      'LAB-28-001',
      'LAB-28-004',
      'LAB-28-005',
      'LAB-28-006',
      'LAB-28-007',
      'LAB-28-008',
      'LAB-28-009',
    ])
    .concat(['LAB-29-003', 'LAW-001', 'LAW-005', 'LAW-006', 'LAW-007', 'LAW-008']);
  const ids = results.map((line) => line.split(/\s+/)[1] ?? '');
  expect(listed.filter((id) => !ids.includes(id))).toEqual([]);
  expect(lines.at(-1)).toBe(`${results.length} assertions: ${results.length} passed, 0 failed`);
  expect(code).toBe(0);
});

test('a system that takes no queries fails, and the exit status says so', async () => {
  const cloud = await startFaultyCloud();
  // it takes everything, knows no work, and reaches no analyzer
  const gateway = await aGateway([{ id: 'test', kind: 'mllp' }], { url: cloud.url });
  const { code, stdout } = await labwire([
    ...['conformance', '--to', `127.0.0.1:${gateway.port()}`, '--listen', '0', '--listen-broadcast', '0'],
    ...['--only', 'LAB-27-001', '--only', 'LAB-27-004', '--timeout', '2'],
  ]);
  await gateway.stop();
  await cloud.stop();
  expect(stdout).toMatch(/^FAIL {2}LAB-27-004/m);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 assertions: 1 passed, 1 failed');
  expect(code).toBe(1);
});
