import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DynamoDefinitionStore } from '../../lib/adapters/dynamodb/definition-store.ts';
import { DynamoDeliveryStore } from '../../lib/adapters/dynamodb/delivery-store.ts';
import { DynamoDeviceStore } from '../../lib/adapters/dynamodb/device-store.ts';
import type { DynamoStoreOptions } from '../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoIdentityStore } from '../../lib/adapters/dynamodb/identity-store.ts';
import { DynamoMessageStore } from '../../lib/adapters/dynamodb/message-store.ts';
import { DynamoOrderStore } from '../../lib/adapters/dynamodb/order-store.ts';
import { DynamoQcStore } from '../../lib/adapters/dynamodb/qc-store.ts';
import { DynamoReportNames } from '../../lib/adapters/dynamodb/report-names.ts';
import { DynamoReportStore } from '../../lib/adapters/dynamodb/report-store.ts';
import { dynamoStores } from '../../lib/adapters/dynamodb/stores.ts';
import { Table } from '../../lib/adapters/dynamodb/table.ts';
import { DynamoUnmappedStore } from '../../lib/adapters/dynamodb/unmapped-store.ts';
import { DynamoVerdictStore } from '../../lib/adapters/dynamodb/verdict-store.ts';
import { DynamoWaitStore } from '../../lib/adapters/dynamodb/wait-store.ts';
import { MemoryDefinitionStore } from '../../lib/adapters/memory/definition-store.ts';
import { MemoryDeliveryStore } from '../../lib/adapters/memory/delivery-store.ts';
import { MemoryDeviceStore } from '../../lib/adapters/memory/device-store.ts';
import { MemoryIdentityStore } from '../../lib/adapters/memory/identity-store.ts';
import { MemoryMessageStore } from '../../lib/adapters/memory/message-store.ts';
import { MemoryOrderStore } from '../../lib/adapters/memory/order-store.ts';
import { MemoryQcStore } from '../../lib/adapters/memory/qc-store.ts';
import { MemoryInboundQueue, MemoryUpdateQueue, MemoryWorkQueue } from '../../lib/adapters/memory/queues.ts';
import { MemoryReportNames } from '../../lib/adapters/memory/report-names.ts';
import { MemoryReportStore } from '../../lib/adapters/memory/report-store.ts';
import { MemoryUnmappedStore } from '../../lib/adapters/memory/unmapped-store.ts';
import { MemoryVerdictStore } from '../../lib/adapters/memory/verdict-store.ts';
import { MemoryWaitStore } from '../../lib/adapters/memory/wait-store.ts';
import { PayloadStore } from '../../lib/adapters/s3/payload-store.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import { type NormalizeOutcome, normalizeMessage } from '../../lib/app/process/normalize-message.ts';
import type { Delivery, Receipt } from '../../lib/model/delivery.ts';
import type { DeviceEvent } from '../../lib/model/device-event.ts';
import type { HoldReason } from '../../lib/model/hold-reason.ts';
import { patientKeyOf } from '../../lib/model/identity.ts';
import { hasUnfinishedReplay, type Ledger, type MessageRecord } from '../../lib/model/message.ts';
import type { NamedReport } from '../../lib/model/named-report.ts';
import type { Order } from '../../lib/model/order.ts';
import type { Patient } from '../../lib/model/patient.ts';
import type { Report, ReportVersion } from '../../lib/model/report.ts';
import type { TestDefinition } from '../../lib/model/test-definition.ts';
import type { DefinitionStore } from '../../lib/ports/definition-store.ts';
import type { DeliveryStore } from '../../lib/ports/delivery-store.ts';
import type { DeviceStore } from '../../lib/ports/device-store.ts';
import type { IdentityStore } from '../../lib/ports/identity-store.ts';
import type { MessageIndex, MessageStore } from '../../lib/ports/message-store.ts';
import type { OrderStore } from '../../lib/ports/order-store.ts';
import type { QcStore } from '../../lib/ports/qc-store.ts';
import type { ReportNames } from '../../lib/ports/report-names.ts';
import type { ReportStore } from '../../lib/ports/report-store.ts';
import type { UnmappedStore } from '../../lib/ports/unmapped-store.ts';
import type { VerdictStore } from '../../lib/ports/verdict-store.ts';
import type { WaitStore } from '../../lib/ports/wait-store.ts';
import { mergeReport } from '../../lib/reports/merge-report.ts';
import { linkPart } from '../../lib/reports/patients/links-of-parts.ts';
import { withStatement } from '../../lib/reports/patients/patient-as-known.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { readTable, unique } from '../support/cloud.ts';
import { anOru, msh, obr, obx, segment, toMessage } from '../support/messages.ts';
import { normalized } from '../support/normalized.ts';
import { aPoint } from '../support/quality/controls.ts';
import { aSite } from '../support/site.ts';
import { size } from '../support/size.ts';

const MESSAGES = size({ short: 60, long: 10_000 });
const REPORTS = size({ short: 20, long: 100 });
const WORKERS = 8;

const site = aSite({ sources: [{ id: 'any', kind: 'lis' }], destinations: [] });
let cloud: LocalCloud;
let client: DynamoDBClient;
let store: DynamoStoreOptions;
beforeAll(async () => {
  cloud = await start({ site, siteVersion: 'test' });
  client = new DynamoDBClient(cloud.clientConfig);
  const payloads = new PayloadStore(cloud.bucketName, cloud.clientConfig);
  const table = new Table({ client, name: cloud.tableName, clock: systemClock });
  store = { table, payloads, retention: site.retention };
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const aPatient = (number: string): Patient => {
  const id = { value: number, assigner: {}, scope: 'TEST', type: 'MR' };
  return { key: patientKeyOf(id), identifiers: [id], names: [], addresses: [], phones: [], notes: [] };
};
const said = { messageId: 'm', source: 'any', at: 'PID[1]' };

const aDeviceEvent = (overrides: Partial<DeviceEvent> = {}): DeviceEvent => ({
  id: 'e1',
  messageId: 'm',
  source: 'chemistry',
  processingId: 'P',
  at: 'EQU[1]',
  device: 'C303-1',
  kind: 'status',
  time: { text: '', iso: '2026-03-02T08:15:00-05:00', zone: 'sent' },
  state: 'OP',
  reagents: [],
  specimens: [],
  commands: [],
  observations: [],
  ...overrides,
});

describe.each<[string, () => DeviceStore]>([
  ['in memory', () => new MemoryDeviceStore()],
  ['in DynamoDB', () => new DynamoDeviceStore(store)],
])('instruments %s', (_, make) => {
  test('the newest state stands, also where an older one comes later', async () => {
    const devices = make();
    const time = { text: '', iso: '2026-03-02T08:20:00-05:00', zone: 'sent' as const };
    await devices.put([aDeviceEvent({ id: 'e2', state: 'ES', time })]);
    await devices.put([aDeviceEvent(), aDeviceEvent({ id: 'e3', kind: 'inventory', state: undefined })]);
    expect((await devices.state(aDeviceEvent()))?.state).toBe('ES');
    expect(await devices.state(aDeviceEvent({ processingId: 'T' }))).toBeUndefined();
    expect(await devices.state(aDeviceEvent({ source: 'hematology' }))).toBeUndefined();
  });

  test('an event with more on board than an item holds is kept all the same', async () => {
    const devices = make();
    const device = unique();
    const reagents = Array.from({ length: 3000 }, (_, index) => ({ lot: `L-${index}-${'x'.repeat(100)}` }));
    await devices.put([aDeviceEvent({ device, reagents })]);
    expect((await devices.state(aDeviceEvent({ device })))?.reagents.length).toBeGreaterThan(100);
  });
});

describe.each<[string, () => OrderStore]>([
  ['in memory', () => new MemoryOrderStore()],
  ['in DynamoDB', () => new DynamoOrderStore(store)],
])('orders %s', (_, make) => {
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

  test('are found by each of their names, as the newest message says', async () => {
    const orders = make();
    const [tube, placer] = [unique(), unique()];
    await orders.put([{ aliases: [tube, placer], order: anOrder('glucose', 2, 'CA') }], 60_000);
    await orders.put([{ aliases: [tube, placer], order: anOrder('glucose', 1, 'IP') }], 60_000);
    await orders.put([{ aliases: [tube], order: anOrder('sodium', 1, 'IP') }], 60_000);
    const statusesOf = async (alias: string) =>
      (await orders.ordersOf(alias)).map(({ key, status }) => `${key} ${status}`).sort();
    expect(await statusesOf(tube)).toEqual(['glucose CA', 'sodium IP']);
    expect(await statusesOf(placer)).toEqual(['glucose CA']);
    expect(await statusesOf(unique())).toEqual([]);
  });
});

describe.each<[string, () => DefinitionStore]>([
  ['in memory', () => new MemoryDefinitionStore()],
  ['in DynamoDB', () => new DynamoDefinitionStore(store)],
])('definitions of tests %s', (_, make) => {
  const aDefinition = (asOf: number, high: string): TestDefinition => ({
    source: 'core-lis',
    messageId: 'm',
    at: 'MFE[1]',
    asOf,
    code: { codings: [{ code: 'GLU' }] },
    reference: [{ low: '70', high }],
    critical: [],
    absolute: [],
    delta: [],
  });

  test('the newest stands', async () => {
    const definitions = make();
    await definitions.put([aDefinition(2, '99')]);
    await definitions.put([aDefinition(1, '110')]);
    expect((await definitions.get('core-lis', 'GLU'))?.reference).toEqual([{ low: '70', high: '99' }]);
    expect(await definitions.get('other-lis', 'GLU')).toBeUndefined();
  });
});

/** What holds of the memory that other tests run on must hold of DynamoDB. */
describe.each<[string, () => IdentityStore]>([
  ['in memory', () => new MemoryIdentityStore()],
  ['in DynamoDB', () => new DynamoIdentityStore(store)],
])('identities %s', (_, make) => {
  const ownersOf = async (identities: IdentityStore, alias: string) =>
    ((await identities.find({ aliases: [alias], patients: [] })).owners.get(alias) ?? [])
      .map(({ patient, asOf }) => `${patient.identifiers[0]?.value} ${asOf}`)
      .sort();

  test('keep the newest word for each owner, and forget the oldest owners', async () => {
    const identities = make();
    const alias = unique();
    const claim = (patient: string, asOf: number) =>
      identities.putOwners([{ alias, owner: { ...said, patient: aPatient(patient), asOf } }], 100);
    await claim('A', 50);
    await claim('A', 10);
    await claim('B', 60);
    expect(await ownersOf(identities, alias)).toEqual(['A 50', 'B 60']);
    await claim('A', 70);
    expect(await ownersOf(identities, alias)).toEqual(['A 70', 'B 60']);
    await claim('C', 165);
    expect(await ownersOf(identities, alias)).toEqual(['A 70', 'C 165']);
  });

  test.each([
    ['a cancellation ends the claim', [{}, { isOver: true }], true],
    ['an older order does not undo a cancellation', [{ isOver: true }, { asOf: 5 }], true],
    ['a newer order does', [{ isOver: true }, { asOf: 30 }], false],
    ['another order does, however old it is', [{ isOver: true }, { asOf: 5, order: 'o2' }], false],
    ['an older cancellation ends no newer claim', [{ asOf: 30 }, { isOver: true }], false],
  ] as const)('of a cancelled order: %s', async (_, claims, isOver) => {
    const identities = make();
    const alias = unique();
    const first = { ...said, patient: aPatient('A'), asOf: 20, order: 'o1' };
    for (const claim of claims) await identities.putOwners([{ alias, owner: { ...first, ...claim } }], 100);
    const { owners } = await identities.find({ aliases: [alias], patients: [] });
    expect(owners.get(alias)).toHaveLength(1);
    expect(owners.get(alias)?.[0]?.isOver === true).toBe(isOver);
  });

  test.each([
    ['the older claim last', [20, 10]],
    ['the newer claim last', [10, 20]],
  ])('keep the orders of both claims: %s', async (_, times) => {
    const identities = make();
    const alias = unique();
    const order = (asOf: number) => ({
      numbers: [{ kind: 'filler' as const, value: `F${asOf}`, sender: 'lis' }],
    });
    for (const asOf of times)
      await identities.putOwners(
        [{ alias, owner: { ...said, patient: aPatient('A'), asOf, orders: [order(asOf)] } }],
        100,
      );
    const { owners } = await identities.find({ aliases: [alias], patients: [] });
    expect(owners.get(alias)).toMatchObject([
      { asOf: 20, orders: expect.arrayContaining([order(10), order(20)]) },
    ]);
  });

  test('find many names at once', async () => {
    const identities = make();
    const aliases = Array.from({ length: 130 }, unique);
    const owner = { ...said, patient: aPatient('A'), asOf: 1 };
    await identities.putOwners(
      aliases.map((alias) => ({ alias, owner })),
      100,
    );
    const { owners } = await identities.find({ aliases: [...aliases, unique()], patients: [] });
    expect(owners.size).toBe(130);
  });

  test('keep the newest link, and a description leaves it alone', async () => {
    const identities = make();
    const [a, b, c] = [unique(), unique(), unique()].map(aPatient) as [Patient, Patient, Patient];
    const link = (survivor: Patient, messageTime: number) =>
      identities.link(a.key, {
        ...said,
        survivor,
        watermark: { messageTime, statusTime: messageTime, receivedTime: messageTime },
      });
    const describe = (patient: Patient, time: number) =>
      identities.describe(patient.key, (known) =>
        withStatement(known, {
          patient,
          by: { rank: 2, messageId: `m${time}`, statusTime: time, messageTime: time, receivedTime: time },
        }),
      );
    await describe(a, 10);
    await link(b, 20);
    await link(b, 15);
    await link(c, 15);
    await describe({ ...a, sex: 'F' }, 30);
    await describe({ ...a, sex: 'M' }, 5);
    const { links, described } = await identities.find({ aliases: [], patients: [a.key, b.key] });
    const times = (links.get(a.key) ?? []).map(({ survivor, watermark }) => [
      survivor.key,
      watermark.messageTime,
    ]);
    expect(new Map(times as [string, number][])).toEqual(
      new Map([
        [b.key, 20],
        [c.key, 15],
      ]),
    );
    expect(described.get(a.key)?.sex?.value).toBe('F');
  });
});

describe.each<[string, () => ReportNames]>([
  ['in memory', () => new MemoryReportNames()],
  ['in DynamoDB', () => new DynamoReportNames(store)],
])('numbers %s', (_, make) => {
  const aReport = (key: string, version: number, value = 'F1'): NamedReport => ({
    key,
    version,
    numbers: [{ kind: 'filler', value, sender: 'lis' }],
    services: [{ codings: [{ code: 'GLU' }] }],
    first: 1,
    last: 2,
    patients: ['p'],
  });
  const reportsOf = async (names: ReportNames, number: string) =>
    ((await names.find([number])).get(number) ?? []).map(({ key, version }) => `${key} ${version}`).sort();

  test('name each report as its newest version says, beside others', async () => {
    const names = make();
    const number = unique();
    expect([...(await names.find([number]))]).toEqual([[number, []]]);
    await names.create([{ number, reports: [aReport('a', 1), aReport('b', 1)] }]);
    await names.put([{ number, report: aReport('c', 2), gone: ['b'] }]);
    await names.put([{ number, report: aReport('c', 1), gone: [] }]);
    await names.put([{ number, report: aReport('a', 1, 'F2'), gone: [] }]);
    expect(await reportsOf(names, number)).toEqual(['a 1', 'c 2']);
    const [report] = (await names.find([number])).get(number) ?? [];
    expect(report).toEqual(aReport('a', 1, 'F2'));
  });

  test('are written where nothing is known of them', async () => {
    const names = make();
    const number = unique();
    await names.put([{ number, report: aReport('a', 3), gone: ['b'] }]);
    expect(await reportsOf(names, number)).toEqual(['a 3']);
  });

  test('are read with the message that asks for them', async () => {
    const { intake, names } = dynamoStores(store);
    const number = unique();
    await names.create([{ number, reports: [aReport('a', 1)] }]);
    const { reports } = await intake.open(unique(), { aliases: [], patients: [], numbers: [number] });
    expect(reports.get(number)).toEqual([aReport('a', 1)]);
  });
});

describe.each<[string, () => [WaitStore, IdentityStore]]>([
  ['in memory', () => [new MemoryWaitStore(), new MemoryIdentityStore()]],
  ['in DynamoDB', () => [new DynamoWaitStore(store), new DynamoIdentityStore(store)]],
])('messages that wait %s', (_, make) => {
  test('for a patient or an order are found by who writes about them, and forgotten then', async () => {
    const [waits, identities] = make();
    const [a, b, alias, message] = [unique(), unique(), unique(), unique()];
    const waiting = { messageId: message, group: 'g' };
    const patient = { kind: 'patient' as const, key: a };
    await waits.put(waiting, [patient, { kind: 'order', key: alias }]);
    const names = { patients: [a], aliases: [alias] };
    expect((await identities.markAwaited(names, message)).links.size).toBe(0);
    expect((await identities.find(names)).awaited).toEqual(new Set([a, alias]));
    expect((await identities.find({ patients: [alias], aliases: [a] })).awaited).toEqual(new Set());
    const watermark = { messageTime: 1, statusTime: 1, receivedTime: 1 };
    const link = { ...said, survivor: aPatient(b), watermark };
    expect(await identities.link(a, link)).toBe(true);
    const owner = { ...said, patient: aPatient(b), asOf: 1 };
    expect(await identities.putOwners([{ alias, owner }], 100)).toEqual([alias]);
    expect(await waits.waitingFor(patient)).toEqual([waiting]);
    await waits.remove(patient, [waiting]);
    expect(await waits.waitingFor(patient)).toEqual([]);
    await identities.unmark(names, ['another']);
    expect(await identities.link(a, link)).toBe(true);
    await identities.unmark(names, ['another', message]);
    expect(await identities.link(a, link)).toBe(false);
    expect((await identities.find(names)).awaited).toEqual(new Set());
  });
});

test('a report is listed under everybody it was ever of, by each of their numbers', async () => {
  const reports = new DynamoReportStore(store);
  const number = unique();
  const incoming = normalized(
    anOru({ patient: { 3: `${number}^^^TEST^MR~${number}^^^OTHER^PI` }, order: { 3: number } }),
  ).parts[0];
  if (incoming === undefined) throw new Error('no part');
  const survivor = aPatient(unique());
  const retired = incoming.part.patient?.key ?? '';
  const watermark = { messageTime: 9e12, statusTime: 9e12, receivedTime: 9e12 };
  const linkParts = [linkPart(retired, { ...said, survivor, watermark })];
  const merged = mergeReport(undefined, { ...incoming, linkParts });
  if (merged.kind !== 'merged') throw new Error(merged.kind);
  expect(merged.report.patient?.key).toBe(survivor.key);
  const first: ReportVersion = {
    version: 1,
    messageId: 'm',
    createdAt: '2026-03-02T14:00:00Z',
    sequenceGroup: 'g',
    published: 1,
    changes: [],
    report: merged.report,
  };
  await reports.project(first, []);
  const other = patientKeyOf({ value: number, assigner: {}, scope: 'OTHER', type: 'PI' });
  for (const key of [survivor.key, retired, other])
    expect(await reports.reportsOf(key)).toEqual([incoming.reportKey]);
});

const aFiled = (results: readonly Readonly<Record<number, string>>[], patient: string, messageId: string) => {
  const [incoming] = normalized(anOru({ patient: { 3: patient }, order: { 3: messageId }, results }), {
    messageId,
  }).parts;
  const merged = incoming && mergeReport(undefined, incoming);
  if (merged?.kind !== 'merged') throw new Error('not merged');
  return merged.report;
};

const asVersion = (version: number, report: Report): ReportVersion => ({
  version,
  messageId: 'm',
  createdAt: '2026-03-02T14:00:00Z',
  sequenceGroup: 'g',
  published: 1,
  changes: [],
  report,
});

describe.each<[string, () => ReportStore]>([
  ['in memory', () => new MemoryReportStore()],
  ['in DynamoDB', () => new DynamoReportStore(store)],
])("a patient's results %s", (_, make) => {
  test('the history of one analyte is that analyte alone, by its LOINC code where there is one', async () => {
    const reports = make();
    const patient = `${unique()}^^^TEST^MR`;
    const first = aFiled(
      [
        { 3: 'GLU', 5: '93' },
        { 3: '2345-7^Glucose^LN', 5: '95' },
      ],
      patient,
      unique(),
    );
    const second = aFiled(
      [
        { 3: '2345-7^Glucose^LN', 5: '97' },
        { 3: '2345', 5: '1' },
      ],
      patient,
      unique(),
    );
    for (const report of [first, second]) await reports.project(asVersion(1, report), []);
    const valuesOf = async (code: string) =>
      (await reports.historyOf(first.patient?.key ?? '', code)).map(({ values }) => values[0]?.text).sort();
    expect(await valuesOf('2345-7')).toEqual(['95', '97']);
    expect(await valuesOf('GLU')).toEqual(['93']);
    expect(await valuesOf('NONE')).toEqual([]);
    // one code that begins like another is another
    const third = aFiled(
      [
        { 3: 'LY', 5: '28' },
        { 3: 'LY#', 5: '1.9' },
      ],
      patient,
      unique(),
    );
    await reports.project(asVersion(1, third), []);
    expect([await valuesOf('LY'), await valuesOf('LY#')]).toEqual([['28'], ['1.9']]);
  });

  test('a result that is in the newer version under another code or patient is not where it was', async () => {
    const reports = make();
    const [patient, other] = [`${unique()}^^^TEST^MR`, `${unique()}^^^TEST^MR`];
    const id = unique();
    const before = asVersion(1, aFiled([{ 3: 'GLU', 5: '93' }], patient, id));
    const after = asVersion(2, { ...aFiled([{ 3: 'GLC', 5: '93' }], other, id), key: before.report.key });
    await reports.project(before, []);
    await reports.project(after, [before]);
    expect(await reports.historyOf(before.report.patient?.key ?? '', 'GLU')).toEqual([]);
    expect(await reports.historyOf(after.report.patient?.key ?? '', 'GLC')).toHaveLength(1);
  });
});

describe.each<[string, () => MessageStore & MessageIndex]>([
  ['in memory', () => new MemoryMessageStore()],
  ['in DynamoDB', () => new DynamoMessageStore(store)],
])('messages %s', (_, make) => {
  const put = async (
    messages: MessageStore,
    source: string,
    receivedAt: string,
    controlId?: string,
  ): Promise<MessageRecord> => {
    const id = unique();
    const [bytes, ack] = [Buffer.from(id), Buffer.from('')];
    const state = 'received' as const;
    const at = new Date(receivedAt);
    await messages.put({ id, source, state, receivedAt: at, controlId, bytes, ack, issues: [] });
    const stored = await messages.get(id);
    if (stored === undefined) throw new Error('not stored');
    return stored.record;
  };
  const finish = async (
    messages: MessageStore,
    id: string,
    held: Ledger['held'],
    searchNames?: () => readonly string[],
  ) => {
    const stored = await messages.get(id);
    if (stored === undefined) throw new Error('not stored');
    const ledger = { received: 3, stored: 0, held, setAside: {} };
    const outcome = { state: 'processed' as const, ledger, reports: [], issues: [], siteVersion: 'v' };
    await messages.finish({
      ...{ record: stored.record, ...outcome, finishedAt: new Date(), occasion: 'first', searchNames },
    });
  };

  test('count the tries whose end nobody saw, each sequence group by itself', async () => {
    const messages = make();
    const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
    expect(await messages.countTry(id, 'a', 1)).toBe(1);
    expect(await messages.countTry(id, 'a', 1)).toBe(2);
    expect(await messages.countTry(id, 'a', 1)).toBe(3);
    expect(await messages.countTry(id, 'b #-', 1)).toBe(1);
    expect(await messages.countTry(id, 'a', -2)).toBe(1);
    expect(await messages.record(id)).toMatchObject({ state: 'received' });
  });

  test('keep one release that waits, until it is settled or was lost on its way', async () => {
    const messages = make();
    const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
    const asked = (name: string, minute: number) => ({
      ...{ id: name, by: 'ines', why: 'checked', release: ['no-patient' as const] },
      askedAt: `2026-03-02T09:${minute}:00.000Z`,
    });
    expect(await messages.ask('nobody', asked('a', 10), 0)).toBe(false);
    expect(await messages.ask(id, asked('a', 10), 1)).toBe(false);
    expect(await messages.ask(id, asked('a', 10), 0)).toBe(true);
    expect(await messages.ask(id, asked('b', 19), 0)).toBe(false);
    await messages.settleAsked(id, asked('b', 19));
    expect(await messages.record(id)).toMatchObject({ asked: asked('a', 10) });
    expect(await messages.ask(id, asked('c', 21), 0)).toBe(true);
    await messages.settleAsked(id, asked('c', 21), 'too late');
    const record = await messages.record(id);
    expect(record).toMatchObject({ refusedRelease: { ...asked('c', 21), reason: 'too late' } });
    expect(record?.asked).toBeUndefined();
    await messages.settleAsked(id, asked('c', 21), 'once more');
    expect((await messages.record(id))?.refusedRelease?.reason).toBe('too late');
  });

  test('are looked after by one person at a time, until they give it back or their shift is over', async () => {
    const messages = make();
    const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
    const by = (person: string, time: string) => ({
      ...{ person, name: `Invented ${person}`, note: 'asks the ward' },
      takenAt: `2026-03-02T${time}:00.000Z`,
    });
    expect(await messages.take('nobody', by('ines', '09:00'))).toBe(false);
    const raced = await Promise.all(['ines', 'tariq'].map((one) => messages.take(id, by(one, '09:00'))));
    expect(raced.filter((one) => one)).toHaveLength(1);
    const standing = (await messages.record(id))?.taken;
    if (standing === undefined) throw new Error('nobody has it');
    expect(await messages.take(id, by('dara', '16:59'))).toBe(false);
    expect(await messages.giveBack(id, by('dara', '09:00'))).toBe(false);
    expect(await messages.take(id, { ...standing, takenAt: '2026-03-02T10:00:00.000Z' })).toBe(true);
    expect(await messages.giveBack(id, standing)).toBe(false);
    expect(await messages.take(id, by('dara', '18:01'))).toBe(true);
    expect(await messages.giveBack(id, by('dara', '18:01'))).toBe(true);
    expect((await messages.record(id))?.taken).toBeUndefined();
  });

  test('are found under their names while something of them is held, and not after', async () => {
    const messages = make();
    const [tube, order] = [unique(), unique()];
    const { id: early } = await put(messages, unique(), '2026-03-02T08:00:00Z');
    const { id: late } = await put(messages, unique(), '2026-03-02T09:00:00Z');
    await finish(messages, early, { 'no-patient': 1 }, () => [tube, order]);
    await finish(messages, late, { 'no-patient': 1 }, () => [tube]);
    expect(await messages.heldUnder(tube, 10)).toEqual([late, early]);
    expect(await messages.heldUnder(tube, 1)).toEqual([late]);
    expect(await messages.heldUnder(order, 10)).toEqual([early]);
    await finish(messages, early, {}, () => [tube, order]);
    expect(await messages.heldUnder(tube, 10)).toEqual([late]);
    expect(await messages.heldUnder(order, 10)).toEqual([]);
    expect(await messages.heldUnder(unique(), 10)).toEqual([]);
  });

  test('are listed newest first if that is asked for', async () => {
    const messages = make();
    const source = unique();
    const early = await put(messages, source, '2026-03-02T08:00:00Z');
    const late = await put(messages, source, '2026-03-02T09:00:00Z');
    const [from, to] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-03T00:00:00Z')];
    const listed = messages.receivedBetween(source, from, to, { isNewestFirst: true });
    expect((await Array.fromAsync(listed)).map(({ id }) => id)).toEqual([late.id, early.id]);
  });

  test('are found by source and period, oldest first', async () => {
    const messages = make();
    const source = `s-${unique()}`;
    const second = await put(messages, source, '2026-03-02T10:00:00.000Z');
    const first = await put(messages, source, '2026-03-02T09:59:59.999Z');
    await put(messages, source, '2026-03-02T11:00:00.001Z');
    await put(messages, `${source}x`, '2026-03-02T10:00:00.000Z');
    const [from, to] = [new Date('2026-03-02T09:00:00Z'), new Date('2026-03-02T10:00:00Z')];
    const found = await Array.fromAsync(messages.receivedBetween(source, from, to));
    expect(found).toEqual([first, second].map(({ id, receivedAt }) => ({ id, receivedAt })));
    const few = messages.receivedBetween(source, from, to, { atOnce: 1 });
    expect(await Array.fromAsync(few)).toEqual(found);
  });

  test('are found by MSH-10 and period, whoever sent them', async () => {
    const messages = make();
    const controlId = `C-${unique()}`;
    const first = await put(messages, unique(), '2026-03-02T09:00:00Z', controlId);
    const second = await put(messages, unique(), '2026-03-02T10:00:00Z', controlId);
    await put(messages, unique(), '2026-03-03T10:00:00Z', controlId);
    await put(messages, unique(), '2026-03-02T10:00:00Z', `${controlId}0`);
    await put(messages, unique(), '2026-03-02T10:00:00Z', '');
    const [from, to] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-03T00:00:00Z')];
    const ids = async (...asked: Parameters<typeof messages.withControlId>) =>
      (await Array.fromAsync(messages.withControlId(...asked))).map(({ id }) => id);
    expect(await ids(controlId, from, to)).toEqual([first.id, second.id]);
    expect(await ids(controlId, from, to, { isNewestFirst: true, atOnce: 1 })).toEqual([second.id, first.id]);
  });

  test('are read together without their bytes, in the order that is asked for', async () => {
    const messages = make();
    const [a, b] = [
      await put(messages, unique(), '2026-03-02T09:00:00Z'),
      await put(messages, unique(), '2026-03-02T08:00:00Z'),
    ];
    expect(await messages.records([a.id, 'nobody', b.id])).toEqual([a, b]);
    expect(await messages.records([])).toEqual([]);
  });

  test('say whether a replay began that did not come to its end', async () => {
    const messages = make();
    const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
    const replay = { replayedAt: 'then', by: 'ines', released: [], state: 'processed' as const };
    const isUnfinished = async () => {
      const record = await messages.record(id);
      return record !== undefined && hasUnfinishedReplay(record);
    };
    const before = await messages.record(id);
    if (before === undefined) throw new Error('not stored');
    expect(await isUnfinished()).toBe(false);
    await messages.intend({ id, replay, touched: [], patients: [] });
    expect(await isUnfinished()).toBe(true);
    const ledger = { received: 0, stored: 0, held: {}, setAside: {} };
    const outcome = {
      record: before,
      ledger,
      reports: [],
      issues: [],
      siteVersion: 'v',
      finishedAt: new Date(),
    };
    // a merge that is read once more meanwhile is no end of it
    await messages.finish({ ...outcome, state: 'processed', occasion: 'again' });
    expect(await isUnfinished()).toBe(true);
    await messages.finish({ ...outcome, state: 'processed', occasion: 'replay' });
    expect(await isUnfinished()).toBe(false);
  });

  test('are listed with the corrections that wait for the same reason', async () => {
    const messages = make();
    const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
    const record = await messages.record(id);
    if (record === undefined) throw new Error('not stored');
    const held = { 'set-unclear': 2, 'no-patient': 1 };
    const ledger = { received: 3, stored: 0, held, setAside: {}, corrections: { 'set-unclear': 1 } };
    await messages.finish({
      ...{ record, state: 'held', ledger, reports: [], issues: [], siteVersion: 'v' },
      ...{ finishedAt: new Date(), occasion: 'first' },
    });
    const listed = async (reason: HoldReason) =>
      (await Array.fromAsync(messages.held(reason))).find(({ messageId }) => messageId === id)?.corrections;
    expect([await listed('set-unclear'), await listed('no-patient')]).toEqual([1, undefined]);
    expect((await messages.record(id))?.ledger).toEqual(ledger);
  });

  test('are listed for every reason they wait for, and no longer', async () => {
    const messages = make();
    const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
    const waitsFor = async (reason: HoldReason) =>
      (await Array.fromAsync(messages.held(reason)))
        .filter(({ messageId }) => messageId === id)
        .map(({ observations }) => observations);
    await finish(messages, id, { 'unknown-role': 2, 'no-patient': 1 });
    expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[2], [1]]);
    await finish(messages, id, { 'no-patient': 3 });
    expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[], [3]]);
    await finish(messages, id, {});
    expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[], []]);
  });
});

describe.each<[string, () => UnmappedStore]>([
  ['in memory', () => new MemoryUnmappedStore()],
  ['in DynamoDB', () => new DynamoUnmappedStore(store)],
])('codes without a map %s', (_, make) => {
  test('are listed once for each unit of their source', async () => {
    const unmapped = make();
    const source = `s-${unique()}`;
    const term = {
      source,
      lacks: 'loinc' as const,
      code: 'GLU',
      system: 'L',
      unit: 'mg/dL',
      messageId: 'm',
      at: 'OBX[1]',
    };
    await unmapped.put([term, { ...term, unit: 'mmol/L' }, term]);
    await unmapped.put([term]);
    expect((await unmapped.of(source)).map(({ unit }) => unit).sort()).toEqual(['mg/dL', 'mmol/L']);
    expect(await unmapped.of(source, 1)).toHaveLength(1);
    expect(await unmapped.of(`${source}x`)).toEqual([]);
  });

  test('and the names of assigners are listed once, apart from the codes', async () => {
    const unmapped = make();
    const source = `s-${unique()}`;
    const name = { source, namespace: 'HOSP', messageId: 'm' };
    await unmapped.putAssigners([name, { ...name, universalId: '1.2.3' }, name]);
    await unmapped.putAssigners([name]);
    const names = await unmapped.assignersOf(source);
    expect(names.map(({ universalId }) => universalId ?? '').sort()).toEqual(['', '1.2.3']);
    expect([await unmapped.of(source), await unmapped.assignersOf(`${source}x`)]).toEqual([[], []]);
  });
});

describe.each<[string, () => DeliveryStore]>([
  ['DynamoDB', () => new DynamoDeliveryStore(store)],
  ['memory', () => new MemoryDeliveryStore()],
])('how far a destination is with a report, in %s', (_, make) => {
  const reportKey = () => `r-${unique()}`;

  const delivered = (key: string, more: Partial<Receipt> = {}) =>
    ({ destination: 'ehr', reportKey: key, version: 1, ...more, state: 'delivered' }) as const;
  const refused = (key: string) =>
    ({ ...delivered(key), state: 'parked', failure: { code: 'AR', answer: 'no such patient' } }) as const;
  const handedOver = (key: string): Delivery => ({
    destination: 'ehr',
    reportKey: key,
    version: 1,
    state: 'handed-over',
    changedAt: '2026-03-02T15:00:00.000Z',
  });
  const settledAt = new Date('2026-03-02T15:00:01Z');

  test('is what the first receipt says, and no later hand-over or receipt changes that', async () => {
    const deliveries = make();
    const key = reportKey();
    expect(await deliveries.put(handedOver(key))).toBe(true);
    expect(await deliveries.settle(refused(key), settledAt)).toBe('settled');
    expect(await deliveries.settle(delivered(key), settledAt)).toBe('superseded');
    expect(await deliveries.put(handedOver(key))).toBe(false);
    expect(await deliveries.get('ehr', key)).toMatchObject({
      state: 'parked',
      changedAt: settledAt.toISOString(),
      failure: { code: 'AR' },
    });
  });

  test('is not what a receipt says of a version that was not handed over', async () => {
    const deliveries = make();
    const key = reportKey();
    expect(await deliveries.settle(delivered(key), settledAt)).toBe('not-handed-over');
    expect(await deliveries.get('ehr', key)).toBeUndefined();
    await deliveries.put(handedOver(key));
    expect(await deliveries.settle(delivered(key, { version: 2 }), settledAt)).toBe('not-handed-over');
    expect(await deliveries.settle(delivered(key, { redelivery: 'wish' }), settledAt)).toBe('superseded');
    expect(await deliveries.get('ehr', key)).toEqual(handedOver(key));
  });

  test('is handed over anew when a person asks for it, and a receipt of before does not end that', async () => {
    const deliveries = make();
    const key = reportKey();
    await deliveries.put(handedOver(key));
    await deliveries.settle(refused(key), settledAt);
    expect(await deliveries.put({ ...handedOver(key), redelivery: 'wish' })).toBe(true);
    expect(await deliveries.put({ ...handedOver(key), redelivery: 'wish' })).toBe(false);
    expect(await deliveries.settle(refused(key), settledAt)).toBe('superseded');
    expect(await deliveries.get('ehr', key)).toMatchObject({ state: 'handed-over' });
    expect(await deliveries.settle(delivered(key, { redelivery: 'wish' }), settledAt)).toBe('settled');
    expect(await deliveries.get('ehr', key)).toMatchObject({ state: 'delivered' });
    expect((await deliveries.get('ehr', key))?.failure).toBeUndefined();
  });

  test('of an older version tells nothing of a newer one', async () => {
    const deliveries = make();
    const key = reportKey();
    await deliveries.put({ ...handedOver(key), version: 2, state: 'delivered' });
    expect(await deliveries.settle(refused(key), settledAt)).toBe('superseded');
    expect(await deliveries.get('ehr', key)).toMatchObject({ version: 2, state: 'delivered' });
  });

  test('what is parked is listed until it is delivered or a newer version is', async () => {
    const deliveries = make();
    const destination = `ehr-${unique()}`;
    const parked = async () =>
      (await Array.fromAsync(deliveries.parked(destination))).map((one) => one.reportKey);
    await deliveries.put({ ...handedOver('a'), destination, state: 'parked', failure: { code: 'HTTP422' } });
    await deliveries.put({ ...handedOver('b'), destination });
    await deliveries.settle({ ...refused('b'), destination }, settledAt);
    await deliveries.put({ ...handedOver('c'), destination, state: 'delivered' });
    expect((await parked()).sort()).toEqual(['a', 'b']);
    await deliveries.put({ ...handedOver('a'), destination, version: 2, state: 'delivered' });
    await deliveries.put({ ...handedOver('b'), destination, redelivery: 'wish' });
    await deliveries.settle(delivered('b', { destination, redelivery: 'wish' }), settledAt);
    expect(await parked()).toEqual([]);
  });
});

test.each<readonly [string, () => QcStore]>([
  ['DynamoDB', () => new DynamoQcStore(store)],
  ['memory', () => new MemoryQcStore()],
])('control results of a period are read from %s, the newest first', async (_, make) => {
  const qc = make();
  const analyzer = `c303#${unique()}`;
  const points = ['20260303060000', '20260303070000', '20260304060000', '20260305060000'].map((at) => ({
    ...aPoint({ at }),
    analyzer,
  }));
  await qc.put(points);
  await qc.put([{ ...aPoint({ at: '20260303063000' }), analyzer: `${analyzer}0` }]);
  const history = { source: 'analyzer', processingId: 'P', analyzer, analyte: 'GLU' };
  const [since, until] = [new Date('2026-03-03T06:00:00Z'), new Date('2026-03-04T06:00:00Z')];
  const times = async (most: number) =>
    (await qc.read(history, { since, until, most })).map(({ observation }) =>
      new Date(observation.analyzed?.iso ?? '').toISOString().slice(5, 13),
    );
  expect(await times(10)).toEqual(['03-04T06', '03-03T07', '03-03T06']);
  expect(await times(2)).toEqual(['03-04T06', '03-03T07']);
});

test.each<readonly [string, () => VerdictStore]>([
  ['DynamoDB', () => new DynamoVerdictStore(store)],
  ['memory', () => new MemoryVerdictStore()],
])('a version of a verdict and a state of a test system are stored once in %s', async (_, make) => {
  const verdicts = make();
  const system = { source: 'analyzer', processingId: 'P', analyzer: `c303#${unique()}`, analyte: 'GLU' };
  const other = { ...system, analyte: 'K' };
  const aVersion = (event: string, start: string, version: number, cause = 'm1') => ({
    ...{ event, version, cause, start: Date.parse(start), judgedAt: '2026-03-04T00:00:00.000Z' },
  });
  expect(await verdicts.append(system, aVersion('b', '2026-03-03T07:00:00Z', 1))).toBe(true);
  expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 2))).toBe(true);
  expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 1))).toBe(true);
  expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 1, 'm2'))).toBe(false);
  const since = async (time: string) =>
    (await verdicts.versionsSince(system, new Date(time))).map((one) => [one.event, one.version, one.cause]);
  expect(await since('2026-03-03T06:00:00Z')).toEqual([
    ['a', 1, 'm1'],
    ['a', 2, 'm1'],
    ['b', 1, 'm1'],
  ]);
  expect(await since('2026-03-03T06:30:00Z')).toEqual([['b', 1, 'm1']]);
  const aState = (version: number, evidence: string) => ({
    ...{ version, judgedBy: 'x' },
    steps: [{ at: 1, state: 'good' as const, evidence }],
  });
  expect(await verdicts.putState(system, aState(2, 'too early'))).toBe(false);
  expect(await verdicts.putState(system, aState(1, 'a'))).toBe(true);
  expect(await verdicts.putState(system, aState(1, 'b'))).toBe(false);
  expect(await verdicts.putState(system, aState(2, 'c'))).toBe(true);
  expect(await verdicts.states([other, system])).toEqual([undefined, aState(2, 'c')]);
});

test('a control result with more beside it than an item holds is kept all the same', async () => {
  const analyzer = unique();
  const control = normalized(
    toMessage(
      msh({ 9: 'OUL^R22' }),
      segment('SPM', { 2: 'L-1', 11: 'Q' }),
      obr(),
      segment('NTE', { 3: 'x'.repeat(500_000) }),
      obx({ 18: analyzer }),
      ...Array.from({ length: 1500 }, (_, index) =>
        obx({ 3: `S${index}^^99X^S_OTHER^Other^IHELAW`, 5: '1', 18: analyzer }),
      ),
    ),
  );
  await new DynamoQcStore(store).put(control.qcPoints);
  const { qcPoints } = await readTable({ mllpPort: 0, awsUrl: cloud.aws.url, tableName: cloud.tableName });
  expect(qcPoints.filter((key) => key.includes(analyzer))).toHaveLength(1);
});

/** Everybody's messages about the same few reports follow each other, so that the workers meet. */
const messageOf = (index: number): Uint8Array => {
  const report = Math.floor(index / (MESSAGES / REPORTS));
  return anOru({
    header: { 10: `C${index}` },
    patient: { 3: `7${report}^^^RIVERSIDE^MR` },
    order: { 3: `F-${report}^CORELIS` },
    results: [{ 5: String(index), 11: 'C' }],
  });
};

test('workers that write the same reports at once give versions in sequence, and no message is lost or there twice', async () => {
  const stores = dynamoStores(store);
  const { messages, reports } = stores;
  const dependencies = {
    ...stores,
    inbound: new MemoryInboundQueue(),
    updates: new MemoryUpdateQueue(),
    site,
    work: new MemoryWorkQueue(),
    siteVersion: 'test',
    clock: systemClock,
  };
  const ids: string[] = [];
  for (let index = 0; index < MESSAGES; index++) {
    const inbound = new MemoryInboundQueue();
    const { orders } = dependencies;
    const accepted = await acceptMessage(messageOf(index), {
      ...{ messages, inbound, orders, site },
      clock: systemClock,
    });
    expect(accepted.outcome).toBe('accepted');
    ids.push(accepted.messageId);
  }
  const waiting = ids.values();
  const outcomes: NormalizeOutcome[] = [];
  let postponed = 0;
  const normalize = async (id: string): Promise<NormalizeOutcome> => {
    try {
      return await normalizeMessage(id, dependencies);
    } catch (cause) {
      // the queue would give it again a little later
      if (!(cause instanceof AdapterError) || cause.disposition !== 'transient') throw cause;
      postponed++;
      return normalize(id);
    }
  };
  const work = async () => {
    for (const id of waiting) outcomes.push(await normalize(id));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const retried = outcomes.reduce((sum, { retriedPuts }) => sum + retriedPuts, 0);
  expect(
    outcomes.every(({ outcome, reportVersions }) => outcome === 'processed' && reportVersions === 1),
  ).toBe(true);

  const { versions } = await readTable({ mllpPort: 0, awsUrl: cloud.aws.url, tableName: cloud.tableName });
  const byReport = Map.groupBy(
    versions.map((key) => key.split(' ') as [string, string]),
    ([report]) => report,
  );
  expect(byReport.size).toBe(REPORTS);
  const filed = new Set<string>();
  for (const [partition, keys] of byReport) {
    const numbers = keys.map(([, sk]) => Number(sk.slice(2))).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const latest = await reports.latest(partition.slice('RPT#'.length));
    const parts = latest?.report.parts.map(({ messageId }) => messageId) ?? [];
    expect(parts).toHaveLength(numbers.length);
    for (const id of parts) filed.add(id);
  }
  expect(filed).toEqual(new Set(ids));
  process.stdout.write(
    `contention: ${MESSAGES} messages, ${REPORTS} reports, ${WORKERS} workers: ${versions.length} versions, ${retried} conditional puts retried, ${postponed} messages postponed\n`,
  );
});
