import { describe, expect, test } from '@jest/globals';
import { MemoryAuditLog } from '../../../../lib/adapters/memory/audit-log.ts';
import { MemoryDeliveryStore } from '../../../../lib/adapters/memory/delivery-store.ts';
import { memoryStores } from '../../../../lib/adapters/memory/stores.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import type { DeviceEvent } from '../../../../lib/model/device-event.ts';
import type { KnownPatient } from '../../../../lib/model/known-patient.ts';
import type { Ledger } from '../../../../lib/model/message.ts';
import type { NamedReport } from '../../../../lib/model/named-report.ts';
import type { Order } from '../../../../lib/model/order.ts';
import type { Patient, PatientLink } from '../../../../lib/model/patient.ts';
import type { Report, ReportVersion } from '../../../../lib/model/report.ts';
import type { TestDefinition } from '../../../../lib/model/test-definition.ts';
import type { UnmappedTerm } from '../../../../lib/model/unmapped-term.ts';
import type { NewMessage, ProcessedMessage } from '../../../../lib/ports/message-store.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, normalized, reportOf } from '../../../support/normalized.ts';

/** Words that a plain object would know, and one that is longer than a key may be. */
const hostileWords = ['constructor', '__proto__', 'toString', 'x'.repeat(5000)];

const all = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
};

const aPatient = (key: string): Patient => ({
  key,
  identifiers: [],
  names: [],
  addresses: [],
  phones: [],
  notes: [],
});

describe('messages', () => {
  const aMessage = (overrides: Partial<NewMessage> = {}): NewMessage => ({
    id: 'm1',
    source: 'core-lis',
    state: 'received',
    receivedAt: new Date('2026-03-02T14:00:00Z'),
    bytes: Buffer.from('MSH|'),
    ack: Buffer.from('AA'),
    issues: [],
    ...overrides,
  });
  const ledger: Ledger = { received: 3, stored: 1, held: { 'no-patient': 2 }, setAside: {} };
  /** The end of a reading of the message that stands. */
  const finished = async (
    { messages }: ReturnType<typeof memoryStores>,
    outcome: Partial<ProcessedMessage> = {},
  ) => {
    const record = await messages.record('m1');
    if (record === undefined) throw new Error('no message');
    await messages.finish({
      ...{ record, state: 'processed', ledger, reports: [], issues: [], siteVersion: 'v1' },
      ...{ finishedAt: new Date(), occasion: 'first' },
      ...outcome,
    });
  };

  test('are stored once; the copy is counted, and answered as the first was', async () => {
    const { messages } = memoryStores();
    expect(await messages.put(aMessage())).toEqual({ kind: 'created' });
    expect(await messages.put(aMessage({ ack: Buffer.from('other') }))).toEqual({
      kind: 'duplicate',
      ack: Buffer.from('AA'),
      state: 'received',
    });
    expect(await messages.record('m1')).toMatchObject({ state: 'received', retransmissions: 1 });
  });

  test('that were rejected may come again, because the site may have changed', async () => {
    const { messages } = memoryStores();
    await messages.put(aMessage({ state: 'rejected' }));
    expect(await messages.put(aMessage())).toEqual({ kind: 'created' });
    expect(await messages.record('m1')).toMatchObject({ state: 'received', retransmissions: 0 });
  });

  test.each(hostileWords)('are found by their id alone: %.20s', async (id) => {
    const { messages } = memoryStores();
    expect(await messages.get(id)).toBeUndefined();
    expect(await messages.record(id)).toBeUndefined();
    await messages.put(aMessage({ id }));
    expect((await messages.get(id))?.bytes).toEqual(Buffer.from('MSH|'));
  });

  test('that were read do not change with what is written', async () => {
    const stores = memoryStores();
    await stores.messages.put(aMessage());
    const before = await stores.messages.record('m1');
    await finished(stores);
    expect(before?.state).toBe('received');
    expect(await stores.messages.record('m1')).toMatchObject({ state: 'processed', siteVersion: 'v1' });
  });

  test('are listed for every reason that they wait for, and no longer', async () => {
    const stores = memoryStores();
    await stores.messages.put(aMessage());
    await finished(stores);
    expect(await all(stores.messages.held('no-patient'))).toMatchObject([
      { messageId: 'm1', reason: 'no-patient', observations: 2 },
    ]);
    expect(await all(stores.messages.held('charset'))).toEqual([]);
    await finished(stores, { ledger: { received: 3, stored: 3, held: {}, setAside: {} } });
    expect(await all(stores.messages.held('no-patient'))).toEqual([]);
  });

  test('that failed wait as incomplete', async () => {
    const stores = memoryStores();
    await stores.messages.put(aMessage());
    await finished(stores, {
      state: 'failed',
      ledger: { received: 3, stored: 0, held: {}, setAside: {} },
    });
    expect(await all(stores.messages.held('incomplete'))).toMatchObject([{ observations: 3 }]);
  });

  test('of a source are listed by when they came, both ends of the period with them', async () => {
    const { messages } = memoryStores();
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 14, minute));
    for (const minute of [3, 1, 2, 4, 0])
      await messages.put(aMessage({ id: `m${minute}`, receivedAt: at(minute) }));
    await messages.put(aMessage({ id: 'other', source: 'chemistry', receivedAt: at(2) }));
    const listed = await all(messages.receivedBetween('core-lis', at(1), at(3)));
    expect(listed).toEqual(
      [1, 2, 3].map((minute) => ({ id: `m${minute}`, receivedAt: at(minute).toISOString() })),
    );
    expect(await messages.lastReceived('core-lis')).toBe(at(4).toISOString());
    expect(await messages.lastReceived('constructor')).toBeUndefined();
  });

  test('remember a replay before it begins, and when it came to its end', async () => {
    const stores = memoryStores();
    await stores.messages.put(aMessage());
    const record = await stores.messages.record('m1');
    if (record === undefined) throw new Error('no message');
    const replay = {
      replayedAt: '2026-03-02T15:00:00.000Z',
      by: 'mara',
      released: ['no-patient' as const],
      state: 'held' as const,
    };
    await stores.messages.intend({ id: 'm1', replay, touched: ['r1'], patients: ['p1'] });
    expect(await stores.messages.record('m1')).toMatchObject({
      replays: [{ by: 'mara' }],
      released: ['no-patient'],
      releasedPatients: ['p1'],
      touched: ['r1'],
    });
    expect(await stores.messages.record('m1')).not.toHaveProperty('finishedReplays');
    await finished(stores, { record, occasion: 'replay' });
    expect(await stores.messages.record('m1')).toMatchObject({ finishedReplays: 1 });
  });

  test('that are not there can be neither replayed nor finished', async () => {
    const { messages } = memoryStores();
    const replay = { replayedAt: '', by: '', released: [], state: 'held' as const };
    await expect(messages.intend({ id: 'm9', replay, touched: [], patients: [] })).rejects.toThrow(
      'a replay of a message that is not there',
    );
    const stores = memoryStores();
    await stores.messages.put(aMessage());
    const record = await stores.messages.record('m1');
    if (record === undefined) throw new Error('no message');
    const end = { state: 'processed' as const, ledger, reports: [], issues: [], siteVersion: 'v1' };
    await expect(
      messages.finish({ record, ...end, finishedAt: new Date(), occasion: 'first' }),
    ).rejects.toThrow('finished a message that was never stored');
  });

  test('are opened together with what they ask for', async () => {
    const { intake, messages, names } = memoryStores();
    await messages.put(aMessage());
    await names.create([{ number: 'n1', reports: [] }]);
    const opened = await intake.open('m1', { aliases: ['a1'], patients: ['p1'], numbers: ['n1', 'n2'] });
    expect(opened.stored?.record.id).toBe('m1');
    expect(opened.known.owners.size).toBe(0);
    expect([...opened.reports]).toEqual([
      ['n1', []],
      ['n2', []],
    ]);
  });
});

describe('owners of orders', () => {
  const owner = (key: string, asOf: number) => ({
    patient: aPatient(key),
    messageId: `m${asOf}`,
    source: 'core-lis',
    at: 'PID[1]',
    asOf,
  });
  const ownersOf = async ({ identities }: ReturnType<typeof memoryStores>, alias: string) =>
    ((await identities.find({ aliases: [alias], patients: [] })).owners.get(alias) ?? []).map(
      ({ patient, asOf }) => [patient.key, asOf],
    );

  test('are the newest word for each patient', async () => {
    const stores = memoryStores();
    for (const [key, asOf] of [
      ['p1', 20],
      ['p2', 15],
      ['p1', 10],
    ] as const)
      await stores.identities.putOwners([{ alias: 'a1', owner: owner(key, asOf) }], 1000);
    expect(await ownersOf(stores, 'a1')).toEqual([
      ['p1', 20],
      ['p2', 15],
    ]);
    expect(await ownersOf(stores, 'a2')).toEqual([]);
  });

  test.each([
    ['a cancellation ends the claim', [{}, { isOver: true }], true],
    ['an older order does not undo a cancellation', [{ isOver: true }, { asOf: 5 }], true],
    ['a newer order does', [{ isOver: true }, { asOf: 30 }], false],
    ['another order does, however old it is', [{ isOver: true }, { asOf: 5, order: 'o2' }], false],
    ['an older cancellation ends no newer claim', [{ asOf: 30 }, { isOver: true }], false],
  ] as const)('of a cancelled order: %s', async (_, claims, isOver) => {
    const stores = memoryStores();
    for (const claim of claims)
      await stores.identities.putOwners(
        [{ alias: 'a1', owner: { ...owner('p1', 20), order: 'o1', ...claim } }],
        1000,
      );
    const { owners } = await stores.identities.find({ aliases: ['a1'], patients: [] });
    expect(owners.get('a1')).toMatchObject([{ patient: { key: 'p1' } }]);
    expect(owners.get('a1')?.[0]?.isOver === true).toBe(isOver);
  });

  test('are forgotten after their time, and not at it', async () => {
    const stores = memoryStores();
    await stores.identities.putOwners([{ alias: 'a1', owner: owner('old', 10) }], 50);
    await stores.identities.putOwners([{ alias: 'a1', owner: owner('edge', 50) }], 50);
    await stores.identities.putOwners([{ alias: 'a1', owner: owner('new', 100) }], 50);
    expect(await ownersOf(stores, 'a1')).toEqual([
      ['edge', 50],
      ['new', 100],
    ]);
  });

  test('give the names that a message waits for', async () => {
    const { identities } = memoryStores();
    await identities.markAwaited({ aliases: ['a2'], patients: ['a1'] }, 'm1');
    const claims = ['a1', 'a2', 'a2'].map((alias) => ({ alias, owner: owner('p', 1) }));
    expect(await identities.putOwners(claims, 1000)).toEqual(['a2']);
  });
});

describe('patients', () => {
  const known = (key: string, revision: number): KnownPatient => ({
    key,
    leading: { value: '1', assigner: {}, scope: 's' },
    numbers: {},
    accepted: [],
    birthOrders: [],
    revision,
  });
  const link = (survivor: string, messageTime: number, rule?: PatientLink['rule']): PatientLink => ({
    survivor: aPatient(survivor),
    ...(rule === undefined ? {} : { rule }),
    messageId: `m${messageTime}`,
    source: 'adt',
    at: 'MRG[1]',
    watermark: { statusTime: 0, messageTime, receivedTime: 0 },
  });
  const linksOf = async ({ identities }: ReturnType<typeof memoryStores>, key: string) =>
    ((await identities.find({ aliases: [], patients: [key] })).links.get(key) ?? []).map(
      ({ survivor, messageId }) => `${survivor.key} ${messageId}`,
    );

  test.each(hostileWords)('are described by what is made of what is known: %.20s', async (key) => {
    const { identities } = memoryStores();
    const seen: (number | undefined)[] = [];
    const add = (before: KnownPatient | undefined) => {
      seen.push(before?.revision);
      return known(key, (before?.revision ?? 0) + 1);
    };
    await identities.describe(key, add);
    expect(await identities.describe(key, add)).toMatchObject({ key, revision: 2 });
    expect(seen).toEqual([undefined, 1]);
    const { described } = await identities.find({ aliases: [], patients: [key, 'nobody'] });
    expect([...described.keys()]).toEqual([key]);
  });

  test('are linked once to each other patient, as the newest word says', async () => {
    const stores = memoryStores();
    await stores.identities.link('p1', link('p2', 20));
    await stores.identities.link('p1', link('p2', 10));
    await stores.identities.link('p1', link('p3', 5));
    await stores.identities.link('p1', link('p2', 30, { ends: true }));
    expect(await linksOf(stores, 'p1')).toEqual(['p2 m20', 'p3 m5', 'p2 m30']);
  });

  test('say with a link whether a message waits for them', async () => {
    const { identities } = memoryStores();
    expect(await identities.link('p1', link('p2', 1))).toBe(false);
    const { links, awaited } = await identities.markAwaited({ aliases: [], patients: ['p1'] }, 'm1');
    expect([[...links.keys()], [...awaited]]).toEqual([['p1'], ['p1']]);
    expect(await identities.link('p1', link('p2', 2))).toBe(true);
  });

  test('are awaited until the message that marked them last takes its mark away', async () => {
    const { identities } = memoryStores();
    const names = { aliases: [], patients: ['p1'] };
    await identities.markAwaited(names, 'm1');
    await identities.unmark(names, ['m2']);
    expect((await identities.find(names)).awaited).toEqual(new Set(['p1']));
    await identities.unmark(names, ['m2', 'm1']);
    expect((await identities.find(names)).awaited).toEqual(new Set());
  });
});

describe('what waits', () => {
  const patient = { kind: 'patient', key: 'k' } as const;
  const order = { kind: 'order', key: 'k' } as const;

  test('is written down for each thing, in an entry for each time, and found by it', async () => {
    const { waits } = memoryStores();
    const message = { messageId: 'm1', group: 'g' };
    await waits.put(message, [patient, order]);
    await waits.put(message, [patient]);
    await waits.put({ messageId: 'm2', group: 'g' }, [patient]);
    expect((await waits.waitingFor(patient)).map(({ messageId }) => messageId)).toEqual(['m1', 'm1', 'm2']);
    expect(await waits.waitingFor(order)).toMatchObject([message]);
  });

  test('is removed from that thing, and from no other', async () => {
    const { waits } = memoryStores();
    const message = { messageId: 'm1', group: 'g' };
    await waits.put(message, [patient, order]);
    const entries = await waits.waitingFor(patient);
    await waits.put(message, [patient]);
    await waits.remove(patient, entries);
    await waits.remove({ kind: 'order', key: 'constructor' }, entries);
    expect(await waits.waitingFor(patient)).toMatchObject([message]);
    await waits.remove(patient, await waits.waitingFor(patient));
    expect(await waits.waitingFor(patient)).toEqual([]);
    expect(await waits.waitingFor(order)).toMatchObject([message]);
  });
});

describe('orders', () => {
  const anOrder = (key: string, asOf: number, status: string): Order => ({
    key,
    messageId: 'm',
    source: 'core-lis',
    at: 'ORC[1]',
    asOf,
    processingId: 'P',
    status,
    specimens: [],
    answers: [],
    notes: [],
  });

  test('are found by each of their names, as the newest word says', async () => {
    const { orders } = memoryStores();
    await orders.put([{ aliases: ['placer', 'filler'], order: anOrder('o1', 20, 'IP') }]);
    await orders.put([{ aliases: ['placer'], order: anOrder('o1', 10, 'SC') }]);
    await orders.put([{ aliases: ['placer'], order: anOrder('o2', 5, 'CM') }]);
    const found = async (alias: string) =>
      (await orders.ordersOf(alias)).map(({ key, status }) => `${key} ${status}`);
    expect(await found('placer')).toEqual(['o1 IP', 'o2 CM']);
    expect(await found('filler')).toEqual(['o1 IP']);
    for (const word of hostileWords) expect(await found(word)).toEqual([]);
  });

  test('are each there once, by whatever many names', async () => {
    const { orders } = memoryStores();
    await orders.put([{ aliases: ['a', 'b'], order: anOrder('o1', 1, 'IP') }]);
    expect(orders.all().map(({ key }) => key)).toEqual(['o1']);
  });
});

describe('numbers of reports', () => {
  const aNamed = (key: string, version: number): NamedReport => ({
    ...{ key, version, numbers: [], services: [], first: 0, last: 0, patients: [] },
  });
  const under = async ({ names }: ReturnType<typeof memoryStores>, number: string) =>
    ((await names.find([number])).get(number) ?? []).map(({ key, version }) => `${key} ${version}`);

  test('name their reports as the newest version says, and forget what is gone', async () => {
    const stores = memoryStores();
    await stores.names.put([{ number: 'n1', report: aNamed('r1', 2), gone: [] }]);
    await stores.names.put([{ number: 'n1', report: aNamed('r1', 1), gone: [] }]);
    await stores.names.put([{ number: 'n1', report: aNamed('r2', 1), gone: [] }]);
    expect(await under(stores, 'n1')).toEqual(['r1 2', 'r2 1']);
    await stores.names.put([{ number: 'n1', report: aNamed('r2', 2), gone: ['r1', 'constructor'] }]);
    expect(await under(stores, 'n1')).toEqual(['r2 2']);
  });

  test.each(hostileWords)('that name nothing are there, with nothing: %.20s', async (number) => {
    expect(await memoryStores().names.find([number])).toEqual(new Map([[number, []]]));
  });

  test('are written together with the views of a version', async () => {
    const stores = memoryStores();
    const version = asVersion(reportOf(anOru()));
    await stores.reports.project(version, [], undefined, [{ number: 'n1', reports: [aNamed('r1', 1)] }]);
    expect(await under(stores, 'n1')).toEqual(['r1 1']);
  });
});

describe('reports', () => {
  const report = reportOf(anOru());
  const next = (version: number, of: Report = report): ReportVersion => ({ ...asVersion(of), version });
  const patientKey = report.patient?.key ?? '';

  test('have versions without gaps; who comes second is told so', async () => {
    const { reports } = memoryStores();
    expect(await reports.append(next(2))).toBe('conflict');
    expect(await reports.append(next(1))).toBe('appended');
    expect(await reports.append(next(1))).toBe('conflict');
    expect(await reports.append(next(3))).toBe('conflict');
    expect(await reports.append(next(2))).toBe('appended');
    expect((await reports.latest(report.key))?.version).toBe(2);
    expect((await reports.version(report.key, 1))?.version).toBe(1);
    expect(await reports.version(report.key, 3)).toBeUndefined();
    expect(await reports.version(report.key, 0)).toBeUndefined();
  });

  test.each(hostileWords)('that were never begun are none: %.20s', async (key) => {
    const { reports } = memoryStores();
    expect(await reports.latest(key)).toBeUndefined();
    expect(await reports.historyOf(key, key)).toEqual([]);
    expect(await reports.reportsOf(key)).toEqual([]);
  });

  test('are of everybody whom their parts name, once they are for destinations', async () => {
    const { reports } = memoryStores();
    const { published: _, ...unpublished } = next(1);
    await reports.append(unpublished);
    expect(await reports.reportsOf(patientKey)).toEqual([]);
    await reports.append(next(2));
    expect(await reports.reportsOf(patientKey)).toEqual([report.key]);
  });

  test('show in the history of an analyte what the newest views show', async () => {
    const { reports } = memoryStores();
    await reports.project(next(1), []);
    expect(await reports.historyOf(patientKey, 'GLU')).toMatchObject([
      { reportKey: report.key, version: 1, values: [{ text: '93' }] },
    ]);
    await reports.project(next(2, { ...report, observations: [] }), [next(1)]);
    expect(await reports.historyOf(patientKey, 'GLU')).toEqual([]);
  });

  test('of a patient are listed from the newest, page by page', async () => {
    const { reports, index } = memoryStores();
    const received = ['2026-03-02T14:00:00Z', '2026-03-02T16:00:00Z', '2026-03-02T15:00:00Z'];
    for (const [number, at] of received.entries()) {
      const [part] = normalized(anOru(), { at: new Date(at) }).parts;
      const of = { ...report, key: `r${number}`, parts: part === undefined ? [] : [part.part] };
      await reports.project(next(1, of), []);
    }
    const page = await index.ofPatient(patientKey, { limit: 2 });
    expect(page.map(({ reportKey }) => reportKey)).toEqual(['r1', 'r2']);
    const rest = await index.ofPatient(patientKey, { limit: 2, after: page.at(-1)?.position });
    expect(rest.map(({ reportKey }) => reportKey)).toEqual(['r0']);
  });

  test('are found by every name that they ever had', async () => {
    const { index } = memoryStores();
    await index.putNames('r1', ['a', 'constructor']);
    await index.putNames('r1', ['a']);
    await index.putNames('r2', ['a']);
    expect(await index.named('a')).toEqual(['r1', 'r2']);
    expect(await index.named('constructor')).toEqual(['r1']);
    expect(await index.named('__proto__')).toEqual([]);
  });
});

describe('instruments', () => {
  const anEvent = (id: string, iso: string, overrides: Partial<DeviceEvent> = {}): DeviceEvent => ({
    id,
    messageId: 'm',
    source: 'chemistry',
    processingId: 'P',
    at: 'EQU[1]',
    device: 'C303-1',
    kind: 'status',
    time: { text: '', iso, zone: 'sent' },
    state: id,
    reagents: [],
    specimens: [],
    commands: [],
    observations: [],
    ...overrides,
  });

  test('are in the state of their newest event, whatever the zone of its clock', async () => {
    const { devices } = memoryStores();
    await devices.put([
      anEvent('later', '2026-03-02T09:00:00-05:00'),
      anEvent('earlier', '2026-03-02T13:30:00Z'),
      anEvent('inventory', '2026-03-02T20:00:00Z', { state: undefined }),
      anEvent('training', '2026-03-02T21:00:00Z', { processingId: 'T' }),
      anEvent('other', '2026-03-02T22:00:00Z', { source: 'hematology' }),
    ]);
    expect((await devices.state(anEvent('', '')))?.id).toBe('later');
    expect(await devices.state(anEvent('', '', { device: 'constructor' }))).toBeUndefined();
  });

  test('tell each event once', async () => {
    const { devices } = memoryStores();
    const event = anEvent('e', '2026-03-02T09:00:00-05:00');
    await devices.put([event, event]);
    await devices.put([event]);
    expect(devices.all()).toEqual([event]);
  });
});

describe('definitions', () => {
  const aDefinition = (code: string, asOf: number, source = 'core-lis'): TestDefinition => ({
    source,
    messageId: `m${asOf}`,
    at: 'MFE[1]',
    asOf,
    code: { codings: [{ code }] },
    reference: [],
    critical: [],
    absolute: [],
    delta: [],
  });

  test('are the newest of their source', async () => {
    const { definitions } = memoryStores();
    await definitions.put([aDefinition('GLU', 20), aDefinition('GLU', 10), aDefinition('GLU', 30, 'other')]);
    expect((await definitions.get('core-lis', 'GLU'))?.messageId).toBe('m20');
    await definitions.put([aDefinition('GLU', 20)]);
    expect(definitions.all().length).toBe(2);
    for (const word of hostileWords) expect(await definitions.get('core-lis', word)).toBeUndefined();
  });
});

describe('terms without a map', () => {
  const aTerm = (overrides: Partial<UnmappedTerm> = {}): UnmappedTerm => ({
    ...{ source: 'core-lis', lacks: 'loinc', code: 'GLU', messageId: 'm', at: 'OBX[1]' },
    ...overrides,
  });

  test('are there once for each unit and system of their source', async () => {
    const { unmapped } = memoryStores();
    await unmapped.put([
      aTerm(),
      aTerm({ messageId: 'm2' }),
      aTerm({ unit: 'mg/dL' }),
      aTerm({ system: 'L' }),
    ]);
    await unmapped.put([aTerm({ source: 'chemistry' })]);
    expect((await unmapped.of('core-lis')).length).toBe(3);
    expect(await unmapped.of('constructor')).toEqual([]);
  });

  test('do not run into each other', async () => {
    const { unmapped } = memoryStores();
    await unmapped.put([aTerm({ code: 'A', system: 'B C' }), aTerm({ code: 'A B', system: 'C' })]);
    expect(unmapped.all().length).toBe(2);
  });
});

describe('deliveries', () => {
  const aDelivery = (version: number, overrides: Partial<Delivery> = {}): Delivery => ({
    destination: 'ehr',
    reportKey: 'r1',
    version,
    state: 'delivered',
    changedAt: '2026-03-02T14:00:00.000Z',
    ...overrides,
  });
  const receipt = { destination: 'ehr', reportKey: 'r1', version: 2, state: 'delivered' as const };
  const settledAt = new Date('2026-03-02T15:00:00Z');

  test('never go back to an older version', async () => {
    const deliveries = new MemoryDeliveryStore();
    await deliveries.put(aDelivery(2));
    expect(await deliveries.put(aDelivery(1))).toBe(false);
    expect(await deliveries.settle({ ...receipt, version: 1 }, settledAt)).toBe('superseded');
    expect(await deliveries.get('ehr', 'r1')).toMatchObject({ version: 2, state: 'delivered' });
    for (const word of hostileWords) expect(await deliveries.get(word, word)).toBeUndefined();
  });

  test('are what the first receipt says of a version that was handed over', async () => {
    const deliveries = new MemoryDeliveryStore();
    const handOver = () => deliveries.put(aDelivery(2, { state: 'handed-over' }));
    expect(await deliveries.settle(receipt, settledAt)).toBe('not-handed-over');
    expect(await handOver()).toBe(true);
    expect(await deliveries.settle({ ...receipt, version: 3 }, settledAt)).toBe('not-handed-over');
    expect(await deliveries.settle({ ...receipt, redelivery: 'wish-1' }, settledAt)).toBe('superseded');
    expect(await deliveries.settle(receipt, settledAt)).toBe('settled');
    const failure = { code: 'AR' as const };
    expect(await deliveries.settle({ ...receipt, state: 'parked', failure }, settledAt)).toBe('superseded');
    expect(await handOver()).toBe(false);
    expect(await deliveries.get('ehr', 'r1')).toMatchObject({ state: 'delivered' });
  });

  test('begin anew where a person asks for them once more', async () => {
    const deliveries = new MemoryDeliveryStore();
    await deliveries.put(aDelivery(2));
    await deliveries.put(aDelivery(2, { state: 'handed-over', redelivery: 'wish-1' }));
    expect((await deliveries.get('ehr', 'r1'))?.state).toBe('handed-over');
  });

  test('that were refused are listed until they are delivered, without their old failure', async () => {
    const deliveries = new MemoryDeliveryStore();
    await deliveries.put(aDelivery(1, { state: 'parked', failure: { code: 'HTTP422' } }));
    await deliveries.put(aDelivery(1, { state: 'parked', reportKey: 'r2' }));
    expect((await all(deliveries.parked('ehr'))).map(({ reportKey }) => reportKey)).toEqual(['r1', 'r2']);
    expect(await all(deliveries.parked('other'))).toEqual([]);
    await deliveries.put(aDelivery(1));
    expect((await all(deliveries.parked('ehr'))).map(({ reportKey }) => reportKey)).toEqual(['r2']);
    expect(await deliveries.get('ehr', 'r1')).not.toHaveProperty('failure');
  });
});

describe('the audit log', () => {
  const anEntry = (requestId: string, readAt: string, patientKey?: string): AuditEntry => ({
    ...{ readAt, requestId, actor: 'mara', channel: 'fhir', action: 'read', resourceType: 'Observation' },
    ...{ parameters: [], patientKey, count: 1 },
  });

  test('finds every read of a patient, and of a period with both of its ends', async () => {
    const audit = new MemoryAuditLog();
    await audit.record(anEntry('a', '2026-03-02T14:00:00.000Z', 'p1'));
    await audit.record(anEntry('b', '2026-03-02T15:00:00.000Z', 'p2'));
    await audit.record(anEntry('c', '2026-03-02T16:00:00.000Z'));
    const ids = async (entries: AsyncIterable<AuditEntry>) =>
      (await all(entries)).map(({ requestId }) => requestId);
    expect(await ids(audit.ofPatient('p1'))).toEqual(['a']);
    expect(await ids(audit.ofPatient('constructor'))).toEqual([]);
    const from = new Date('2026-03-02T15:00:00Z');
    expect(await ids(audit.between(from, new Date('2026-03-02T16:00:00Z')))).toEqual(['b', 'c']);
  });
});

test('queues keep what was sent in its order', async () => {
  const { inbound, work } = memoryStores();
  for (const messageId of ['m2', 'm1', 'm2']) await inbound.send({ messageId, group: 'g' });
  await work.send({ source: 'chemistry', message: Buffer.from('OML'), group: 'g', id: 'w1' });
  expect(inbound.entries.map(({ messageId }) => messageId)).toEqual(['m2', 'm1', 'm2']);
  expect(work.entries.map(({ id }) => id)).toEqual(['w1']);
});
