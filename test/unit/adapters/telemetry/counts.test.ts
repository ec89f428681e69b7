import { expect, test } from '@jest/globals';
import { countsOf } from '../../../../lib/adapters/telemetry/counts.ts';
import type { TelemetryEvent, TelemetryFields } from '../../../../lib/adapters/telemetry/telemetry-event.ts';

const counted = (event: TelemetryEvent, fields: TelemetryFields = {}, service = 'normalize') =>
  Object.fromEntries(
    countsOf(service, event, fields).map(({ name, value, dimensions }) => [
      [name, ...Object.values(dimensions)].join(' '),
      value,
    ]),
  );

test.each([
  ['accepted', 'MessagesAccepted'],
  ['duplicate', 'MessagesDuplicate'],
  ['rejected', 'MessagesRejected'],
  ['answered', 'MessagesAnswered'],
])('a message that is %s is %s, and heard of its source', (outcome, name) => {
  expect(counted('message-received', { outcome, source: 'lis' }, 'receive')).toEqual({
    [`${name} receive`]: 1,
    'MessagesReceived receive lis': 1,
  });
});

test('a message that is not stored is counted, and heard of its source all the same', () => {
  expect(counted('message-not-stored', { source: 'lis', fault: 'throttled' }, 'receive')).toEqual({
    'MessagesNotStored receive': 1,
    'RequestsThrottled receive': 1,
    'MessagesReceived receive lis': 1,
  });
});

test('what became of every observation is counted, and nothing where it was done before', () => {
  const ledger = {
    stored: 3,
    held: 2,
    setAside: 1,
    correctionsHeld: 1,
    reportVersions: 1,
    updatesFiltered: 4,
  };
  expect(counted('message-normalized', { outcome: 'processed', ...ledger })).toEqual({
    'MessagesNormalized normalize': 1,
    'ObservationsStored normalize': 3,
    'ObservationsHeld normalize': 2,
    'ObservationsSetAside normalize': 1,
    'CorrectionsHeld normalize': 1,
    'ReportVersions normalize': 1,
    'UpdatesFiltered normalize': 4,
  });
  expect(counted('message-normalized', { outcome: 'failed' })).toEqual({
    'MessagesNormalized normalize': 1,
    'MessagesFailed normalize': 1,
  });
  expect(counted('message-normalized', { outcome: 'already-processed' })).toEqual({});
});

test('clocks that cannot be right, and results in the order of receipt, are counted by source', () => {
  const doubts = { outcome: 'processed', source: 'lis', clockSkews: 2, ordersUnknown: 1 };
  expect(counted('message-normalized', doubts)).toEqual({
    'MessagesNormalized normalize': 1,
    'ClockSkews normalize lis': 2,
    'OrdersUnknown normalize lis': 1,
  });
  expect(counted('message-received', { ...doubts, outcome: 'accepted' }, 'receive')).toEqual({
    'MessagesAccepted receive': 1,
    'MessagesReceived receive lis': 1,
  });
});

test('what is put off is counted, and a key that cannot be used', () => {
  expect(counted('message-postponed', { fault: 'key-or-secret' })).toEqual({
    'MessagesPostponed normalize': 1,
    'KeyOrSecretErrors normalize': 1,
  });
});

test.each([
  ['update-delivered', 'delivered', 'UpdatesDelivered'],
  ['update-delivered', 'handed-over', 'UpdatesHandedOver'],
  ['update-delivered', 'superseded', 'UpdatesSuperseded'],
  ['update-parked', 'parked', 'UpdatesParked'],
  ['update-postponed', undefined, 'UpdatesPostponed'],
] as const)('%s (%s) is %s of its destination', (event, outcome, name) => {
  expect(counted(event, { destination: 'ehr', ...(outcome && { outcome }) }, 'deliver')).toEqual({
    [`${name} deliver ehr`]: 1,
  });
});

test('what a gateway delivered counts where everything that is delivered does', () => {
  expect(counted('update-settled', { destination: 'ward', outcome: 'delivered' }, 'receive')).toEqual({
    'UpdatesDelivered deliver ward': 1,
  });
});

test('what was read is counted, and a question without an answer counts nothing', () => {
  expect(counted('resources-read', { status: 200, resources: 7 }, 'read')).toEqual({
    'ResourcesRead read': 7,
  });
  expect(counted('resources-read', { status: 404, resources: 0 }, 'read')).toEqual({});
});

test('an export that failed and a subscriber that was given up are counted once, and their steps are not', () => {
  expect(counted('export-failed', { exportId: 'e', outcome: 'not-exported' }, 'export')).toEqual({
    'ExportsFailed export': 1,
  });
  expect(counted('export-step-done', { exportId: 'e', outcome: 'exported' }, 'export')).toEqual({});
  expect(counted('subscriber-notified', { subscription: 's', outcome: 'given-up' }, 'notify')).toEqual({
    'SubscribersGivenUp notify': 1,
  });
  for (const outcome of ['notified', 'ended'])
    expect(counted('subscriber-notified', { outcome }, 'notify')).toEqual({});
});
