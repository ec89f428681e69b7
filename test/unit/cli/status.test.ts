import { expect, test } from '@jest/globals';
import { printStatus } from '../../../cli/actions/status.ts';
import type { Status } from '../../../lib/app/operate/gather-status.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';

const flow = {
  ...{ accepted: 3, duplicate: 1, rejected: 0, notStored: 0, answered: 2 },
  ...{ normalized: 3, failed: 0, stored: 5, held: 1, setAside: 0 },
};

const calm: Status = {
  laboratory: 'Test Laboratory',
  ...{ outOfControl: 0, controlsDue: 0, openLookBacks: 0 },
  unknown: [],
  gatheredAt: '2026-03-02T15:00:00.000Z',
  since: '2026-03-02T14:00:00.000Z',
  alarms: [],
  alarmCount: 12,
  flow,
  queues: [{ name: 'updates/ehr', waiting: 4, inHand: 1, oldestSeconds: 7, deadLetters: 0 }],
  sources: [{ id: 'core-lis', lastHeard: undefined, received: 4 }],
  destinations: [{ id: 'ehr', kind: 'fhir', delivered: 3, postponed: 2, parked: 1 }],
  insecure: [],
  held: { 'no-patient': 1 },
  heldCorrections: 0,
  unreadControls: [],
};

const linesOf = async (status: Status) => printedLines((await captured(() => printStatus(status))).stdout);

test('a calm system is a page of counts and tables', async () => {
  expect(await linesOf(calm)).toEqual([
    'Test Laboratory  2026-03-02T15:00:00.000Z  none of 12 alarms',
    'since 2026-03-02T14:00:00.000Z',
    '  in   3 accepted, 1 duplicate, 0 rejected, 0 not stored, 2 answered',
    '  read 3 messages, 0 failed: 5 results stored, 1 held, 0 set aside',
    '  queue        waiting       in hand       oldest        dead letters',
    '  updates/ehr  4             1             7 s           0',
    '  source    received      last heard',
    '  core-lis  4             never',
    '  destination  delivered     postponed     parked',
    '  ehr (fhir)   3             2             1',
    '  held        messages',
    '  no-patient  1',
  ]);
});

test('alarms come first with their page, and then the parts that could not be read', async () => {
  const lines = await linesOf({
    ...calm,
    alarms: [{ name: 'Late', summary: 'An entry waits too long', page: 'docs/runbook/late.md' }],
    unknown: [{ part: 'held', code: 'HeldMessagesNotListed' }],
    held: {},
  });
  expect(lines.slice(0, 4)).toEqual([
    'Test Laboratory  2026-03-02T15:00:00.000Z  1 of 12 alarms',
    'ALARM  An entry waits too long  Late',
    '       docs/runbook/late.md',
    'UNKNOWN  held HeldMessagesNotListed',
  ]);
});

test('test systems that are not in control are counted, with the command that lists them', async () => {
  const lines = await linesOf({ ...calm, outOfControl: 2 });
  expect(lines[4]).toBe('  controls 2 test systems are not in control (labwire qc status)');
  const others = await linesOf({ ...calm, controlsDue: 3, openLookBacks: 1 });
  expect(others.slice(4, 6)).toEqual([
    '  due 3 test systems need a control now',
    '  look-back 1 are open (labwire lookback list)',
  ]);
});

test('addresses over plain HTTP are listed', async () => {
  const lines = await linesOf({ ...calm, insecure: ['http://ehr.test/fhir'] });
  expect(lines[1]).toBe('INSECURE  http://ehr.test/fhir is plain HTTP to another machine');
});

test('a name from outside stays in its cell', async () => {
  const lines = await linesOf({
    ...calm,
    laboratory: hostile,
    sources: [{ id: hostile, lastHeard: hostile, received: 1 }],
  });
  expect(lines).toHaveLength((await linesOf(calm)).length);
});

test('held corrections are counted, because charts show older values', async () => {
  const shown = '  held 2 corrections: charts still show older values (labwire held --corrections)';
  expect((await linesOf({ ...calm, heldCorrections: 2 })).filter((line) => line === shown)).toHaveLength(1);
});

test('controls that were not read are told with their source and what to do', async () => {
  const unreadControls = [{ source: 'chemistry-1', count: 2, since: '2026-03-02T14:10:00.000Z' }];
  const held =
    '  unread 2 controls of chemistry-1, the oldest since 2026-03-02T14:10:00.000Z: they hold all results of its gated test systems.';
  expect(await linesOf({ ...calm, unreadControls })).toContain(
    `${held} The queue inbound is late: see docs/runbook/late.md`,
  );
  const [queue] = calm.queues;
  const queues = queue === undefined ? [] : [{ ...queue, name: 'inbound', deadLetters: 1 }];
  expect(await linesOf({ ...calm, unreadControls, queues })).toContain(
    `${held} labwire dlq ls shows why; labwire dlq redrive inbound reads them again`,
  );
});
