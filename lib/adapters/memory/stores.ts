import { analyteOf } from '../../model/analyte.ts';
import type { DeviceEvent } from '../../model/device-event.ts';
import { patientKeysOf } from '../../model/identity.ts';
import { type HeldMessage, holdsOfMessage, type MessageRecord, withIntent } from '../../model/message.ts';
import type { NamedOrder, Order } from '../../model/order.ts';
import type { Owner, OwnerClaim } from '../../model/owner.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import {
  type HoldReason,
  type ObservationView,
  observationViewSchema,
  type ReportVersion,
} from '../../model/report.ts';
import type { TestDefinition } from '../../model/test-definition.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { Update } from '../../model/update.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { DeviceName, DeviceStore } from '../../ports/device-store.ts';
import type { IdentityNames, IdentityStore } from '../../ports/identity-store.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { Intake } from '../../ports/intake.ts';
import type {
  IntendedReplay,
  MessageIndex,
  MessageStore,
  NewMessage,
  ProcessedMessage,
  Stored,
} from '../../ports/message-store.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';

/** Messages in memory: for previews without a cloud. */
export class MemoryMessageStore implements MessageStore, MessageIndex {
  readonly #messages = new Map<string, { record: MessageRecord; message: NewMessage }>();

  async put(message: NewMessage): Promise<Stored> {
    const existing = this.#messages.get(message.id);
    if (existing !== undefined && existing.record.state !== 'rejected') {
      existing.record.retransmissions++;
      return { kind: 'duplicate', ack: existing.message.ack, state: existing.record.state };
    }
    const { id, source, state, type, controlId } = message;
    const receivedAt = message.receivedAt.toISOString();
    const counters = { reports: [], retransmissions: 0 };
    const record = {
      id,
      source,
      state,
      receivedAt,
      type,
      controlId,
      issues: [...message.issues],
      ...counters,
    };
    this.#messages.set(id, { record, message });
    return { kind: 'created' };
  }

  async get(id: string) {
    const stored = this.#messages.get(id);
    // a copy, as from any store: what was read does not change with what is written
    return stored && { record: structuredClone(stored.record), bytes: stored.message.bytes };
  }

  async intend({ id, ...intended }: IntendedReplay): Promise<void> {
    const stored = this.#messages.get(id);
    if (stored === undefined) throw new Error('a replay of a message that is not there');
    Object.assign(stored.record, withIntent(stored.record, intended));
  }

  async finish({ record, at: _, isRetry: __, ...processed }: ProcessedMessage): Promise<void> {
    const stored = this.#messages.get(record.id);
    if (stored === undefined) throw new Error('finished a message that was never stored');
    const { issues, reports } = processed;
    Object.assign(stored.record, { ...processed, issues: [...issues], reports: [...reports] });
  }

  async *receivedBetween(source: string, from: Date, to: Date): AsyncGenerator<string> {
    for (const { record } of this.#byTime())
      if (record.source === source && isBetween(record.receivedAt, from, to)) yield record.id;
  }

  async *held(reason: HoldReason): AsyncGenerator<HeldMessage> {
    for (const { record } of this.#byTime()) {
      const { id, source, state, receivedAt, type, controlId, ledger } = record;
      const holds = ledger === undefined ? [] : holdsOfMessage(state, ledger);
      for (const [held, observations] of holds)
        if (held === reason)
          yield { messageId: id, reason, source, receivedAt, type, controlId, observations };
    }
  }

  #byTime() {
    return [...this.#messages.values()].toSorted((a, b) =>
      a.record.receivedAt < b.record.receivedAt ? -1 : 1,
    );
  }
}

const isBetween = (time: string, from: Date, to: Date): boolean =>
  time >= from.toISOString() && time <= to.toISOString();

const receivedTimeOf = ({ report }: ReportVersion): number =>
  Math.min(...report.parts.map(({ watermark }) => watermark.receivedTime));

/** Report versions in memory. */
export class MemoryReportStore implements ReportStore {
  readonly #versions = new Map<string, ReportVersion[]>();
  readonly #published = new Map<string, ReportVersion>();
  readonly #identities: IdentityStore | undefined;

  /** `identities` keeps how patients are described, which is written together with the views. */
  constructor(identities?: IdentityStore) {
    this.#identities = identities;
  }

  async latest(reportKey: string) {
    return this.#versions.get(reportKey)?.at(-1);
  }

  async version(reportKey: string, version: number) {
    return this.#versions.get(reportKey)?.[version - 1];
  }

  async append(version: ReportVersion) {
    const { key } = version.report;
    const versions = this.#versions.get(key) ?? [];
    if (versions.length !== version.version - 1) return 'conflict' as const;
    this.#versions.set(key, [...versions, version]);
    return 'appended' as const;
  }

  async project(
    version: ReportVersion,
    _before?: ReportVersion | undefined,
    described?: number | undefined,
  ): Promise<void> {
    const { key, patient } = version.report;
    this.#published.set(key, version);
    if (patient !== undefined && described !== undefined)
      await this.#identities?.putPatient(patient, described);
  }

  async historyOf(patient: string, code: string): Promise<readonly ObservationView[]> {
    return [...this.#published.values()]
      .filter(({ report }) => report.patient?.key === patient)
      .toSorted((a, b) => receivedTimeOf(a) - receivedTimeOf(b))
      .flatMap(({ version, report }) =>
        report.observations
          .filter((observation) => analyteOf(observation.code) === code)
          .map((observation) =>
            observationViewSchema.parse({
              ...observation,
              observed: observation.observed ?? report.observed,
              reportKey: report.key,
              version,
            }),
          ),
      );
  }

  async reportsOf(patient: string): Promise<readonly string[]> {
    return this.all()
      .filter(
        ({ report }) =>
          report.holds.length === 0 &&
          report.parts.some(
            ({ patient: named, replaces }) =>
              replaces === patient || (named !== undefined && patientKeysOf(named).includes(patient)),
          ),
      )
      .map(({ report }) => report.key);
  }

  /** The newest version of every report, in the order they were begun. */
  all(): readonly ReportVersion[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1) ?? []);
  }
}

/** Orders and patients in memory. */
export class MemoryIdentityStore implements IdentityStore {
  readonly #owners = new Map<string, readonly Owner[]>();
  readonly #patients = new Map<string, { patient: Patient; asOf: number }>();
  readonly #links = new Map<string, PatientLink>();

  async find(names: IdentityNames) {
    const described = pick(this.#patients, names.patients);
    return {
      owners: pick(this.#owners, names.aliases),
      links: pick(this.#links, names.patients),
      described: new Map([...described].map(([key, { asOf }]) => [key, asOf])),
    };
  }

  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void> {
    for (const { alias, owner } of claims) {
      const standing = this.#owners.get(alias) ?? [];
      const same = standing.find(({ patient }) => patient.key === owner.patient.key);
      if (same === undefined || same.asOf <= owner.asOf)
        this.#owners.set(alias, [
          ...standing.filter((other) => other !== same && other.asOf >= owner.asOf - keepMs),
          owner,
        ]);
    }
  }

  async putPatient(patient: Patient, asOf: number): Promise<PatientLink | undefined> {
    if ((this.#patients.get(patient.key)?.asOf ?? 0) <= asOf)
      this.#patients.set(patient.key, { patient, asOf });
    return this.#links.get(patient.key);
  }

  async link(retired: string, link: PatientLink): Promise<void> {
    const standing = this.#links.get(retired);
    if (standing === undefined || standing.watermark.messageTime <= link.watermark.messageTime)
      this.#links.set(retired, link);
  }

  /** The newest description of everybody. */
  patients(): readonly Patient[] {
    return [...this.#patients.values()].map(({ patient }) => patient);
  }

  owners(): readonly Owner[] {
    return [...new Set([...this.#owners.values()].flat())];
  }
}

const pick = <T>(from: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> =>
  new Map(
    keys.flatMap((key) => {
      const value = from.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );

/** Orders under their names, in memory. */
export class MemoryOrderStore implements OrderStore {
  readonly #orders = new Map<string, Map<string, Order>>();

  async put(orders: readonly NamedOrder[]): Promise<void> {
    for (const { aliases, order } of orders)
      for (const alias of aliases) {
        const known = this.#orders.get(alias) ?? new Map<string, Order>();
        this.#orders.set(alias, known);
        if ((known.get(order.key)?.asOf ?? 0) <= order.asOf) known.set(order.key, order);
      }
  }

  async ordersOf(alias: string): Promise<readonly Order[]> {
    return [...(this.#orders.get(alias)?.values() ?? [])];
  }

  all(): readonly Order[] {
    const orders = [...this.#orders.values()].flatMap((known) => [...known.values()]);
    return [...new Map(orders.map((order) => [order.key, order])).values()];
  }
}

/** Control results in memory. */
export class MemoryQcStore implements QcStore {
  readonly #points = new Map<string, QcPoint>();

  async put(points: readonly QcPoint[]): Promise<void> {
    for (const point of points) this.#points.set(point.id, point);
  }

  all(): readonly QcPoint[] {
    return [...this.#points.values()];
  }
}

/** What instruments told, in memory. */
export class MemoryDeviceStore implements DeviceStore {
  readonly #events = new Map<string, DeviceEvent>();

  async put(events: readonly DeviceEvent[]): Promise<void> {
    for (const event of events) this.#events.set(event.id, event);
  }

  async state({ processingId, source, device }: DeviceName): Promise<DeviceEvent | undefined> {
    return this.all()
      .filter(
        (event) =>
          event.state !== undefined &&
          event.processingId === processingId &&
          event.source === source &&
          event.device === device,
      )
      .toSorted((a, b) => new Date(a.time.iso).getTime() - new Date(b.time.iso).getTime())
      .at(-1);
  }

  all(): readonly DeviceEvent[] {
    return [...this.#events.values()];
  }
}

/** Definitions of tests, in memory. */
export class MemoryDefinitionStore implements DefinitionStore {
  readonly #definitions = new Map<string, TestDefinition>();

  async put(definitions: readonly TestDefinition[]): Promise<void> {
    for (const definition of definitions) {
      const code = definition.code.codings[0]?.code ?? definition.code.text ?? '';
      const key = `${definition.source} ${code}`;
      if ((this.#definitions.get(key)?.asOf ?? 0) <= definition.asOf) this.#definitions.set(key, definition);
    }
  }

  async get(source: string, code: string) {
    return this.#definitions.get(`${source} ${code}`);
  }

  all(): readonly TestDefinition[] {
    return [...this.#definitions.values()];
  }
}

/** Codes and units without a map, in memory. */
export class MemoryUnmappedStore implements UnmappedStore {
  readonly #terms = new Map<string, UnmappedTerm>();

  async put(terms: readonly UnmappedTerm[]): Promise<void> {
    for (const term of terms) {
      const key = JSON.stringify([term.source, term.code, term.system, term.unit]);
      this.#terms.set(key, term);
    }
  }

  async of(source: string): Promise<readonly UnmappedTerm[]> {
    return this.all().filter((term) => term.source === source);
  }

  all(): readonly UnmappedTerm[] {
    return [...this.#terms.values()];
  }
}

/** Messages with what they will ask for, of memory. */
export const memoryIntake = (messages: MemoryMessageStore, identities: IdentityStore): Intake => ({
  open: async (messageId, names) => ({
    stored: await messages.get(messageId),
    known: await identities.find(names),
  }),
});

/** Entries in the order they were sent. */
export class MemoryInboundQueue implements InboundQueue {
  readonly entries: InboundEntry[] = [];

  async send(entry: InboundEntry): Promise<void> {
    this.entries.push(entry);
  }
}

export class MemoryUpdateQueue implements UpdateQueue {
  readonly updates: { readonly update: Update; readonly group: string }[] = [];

  async send(update: Update, group: string): Promise<void> {
    this.updates.push({ update, group });
  }
}
