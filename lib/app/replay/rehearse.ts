import type { KnownPatient } from '../../model/known-patient.ts';
import { linkName } from '../../model/linked.ts';
import type { NamedReport } from '../../model/named-report.ts';
import { type Owner, type OwnerClaim, ownerAfter } from '../../model/owner.ts';
import type { PatientLink } from '../../model/patient.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { AddWord, IdentityNames, IdentityStore } from '../../ports/identity-store.ts';
import type { NamedUnder, NewNumber, ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { NormalizeDependencies } from '../process/normalize-dependencies.ts';

/** The effect on one report. */
export interface RehearsedChange {
  readonly key: string;
  /** The current version. Undefined if the report would be new. */
  readonly before: ReportVersion | undefined;
  readonly after: ReportVersion;
}

export interface Rehearsal {
  /** Takes the place of the real dependencies: it reads everything and writes nothing. */
  readonly dependencies: NormalizeDependencies;
  /**
   * Makes the writes since the last call visible to later rehearsals. Returns the reports that they changed.
   */
  keep(): readonly RehearsedChange[];
  /** Discards the writes since the last call. */
  drop(): void;
}

/** Wraps the stores of a use case, so that its effects can be seen without writing. */
export function rehearse(real: NormalizeDependencies): Rehearsal {
  const names = new RehearsedNames(real.names);
  const reports = new RehearsedReports(real.reports, names);
  const identities = new RehearsedIdentities(real.identities);
  const nothing = async () => undefined;
  return {
    dependencies: {
      ...real,
      reports,
      names,
      index: {
        ofPatient: (...query) => real.index.ofPatient(...query),
        putNames: nothing,
        named: (name) => real.index.named(name),
      },
      identities,
      messages: {
        get: (id) => real.messages.get(id),
        intend: nothing,
        finish: nothing,
        put: refuse,
        countTry: refuse,
        ask: refuse,
        settleAsked: refuse,
        take: refuse,
        giveBack: refuse,
      },
      orders: { put: nothing, ordersOf: (alias) => real.orders.ordersOf(alias) },
      qc: {
        put: nothing,
        read: (...query) => real.qc.read(...query),
        ofNoSystem: (...query) => real.qc.ofNoSystem(...query),
      },
      verdicts: {
        states: (systems) => real.verdicts.states(systems),
        versionsSince: (...query) => real.verdicts.versionsSince(...query),
        append: async () => true,
        putState: async () => true,
      },
      unread: {
        mark: nothing,
        of: (source) => real.unread.of(source),
        waiting: (...query) => real.unread.waiting(...query),
        standing: (source) => real.unread.standing(source),
        unmark: nothing,
      },
      devices: { put: nothing, state: (device) => real.devices.state(device) },
      definitions: { put: nothing, get: (...name) => real.definitions.get(...name) },
      unmapped: {
        put: nothing,
        of: (source, most) => real.unmapped.of(source, most),
        putAssigners: nothing,
        assignersOf: (source) => real.unmapped.assignersOf(source),
      },
      updates: { send: nothing },
      work: { send: nothing },
      inbound: { send: nothing },
      waits: { put: nothing, waitingFor: async () => [], remove: nothing },
    },
    keep: () => {
      identities.keep();
      names.keep();
      return reports.keep();
    },
    drop: () => {
      identities.drop();
      names.drop();
      reports.drop();
    },
  };
}

/** Values by key, whose latest layer can be discarded. */
class Layered<Value> {
  readonly #kept = new Map<string, Value>();
  readonly #fresh = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.#fresh.get(key) ?? this.#kept.get(key);
  }

  set(key: string, value: Value): void {
    this.#fresh.set(key, value);
  }

  keep(): void {
    for (const [key, value] of this.#fresh) this.#kept.set(key, value);
    this.#fresh.clear();
  }

  drop(): void {
    this.#fresh.clear();
  }
}

/** How a store tells statements about one thing apart. */
interface Statement<T> {
  readonly nameOf: (one: T) => string;
  readonly replaces: (one: T, standing: T) => boolean;
  /** What two statements come to. Default: the one that replaces the other. */
  readonly after?: (standing: T, one: T) => T;
}

const owner: Statement<Owner> = {
  nameOf: ({ patient }) => patient.key,
  replaces: () => true,
  after: ownerAfter,
};
const link: Statement<PatientLink> = {
  nameOf: linkName,
  replaces: (one, standing) => standing.watermark.messageTime <= one.watermark.messageTime,
};
const reportEntry: Statement<NamedReport> = {
  nameOf: ({ key }) => key,
  replaces: (one, standing) => standing.version <= one.version,
};

/** Statements as the stores keep them: of two about one thing, an older one never replaces a newer one. */
function newestOf<T>(statements: readonly T[], { nameOf, replaces, after }: Statement<T>): readonly T[] {
  const standing = new Map<string, T>();
  for (const one of statements) {
    const other = standing.get(nameOf(one));
    if (other === undefined || replaces(one, other))
      standing.set(nameOf(one), other === undefined || after === undefined ? one : after(other, one));
  }
  return [...standing.values()];
}

const refuse = () => Promise.reject(new Error('a rehearsal takes no messages'));

class RehearsedReports implements ReportStore {
  readonly #real: ReportStore;
  readonly #names: ReportNames;
  readonly #latest = new Layered<ReportVersion>();
  /** By key and number. */
  readonly #versions = new Layered<ReportVersion>();
  #changes = new Map<string, RehearsedChange>();

  constructor(real: ReportStore, names: ReportNames) {
    this.#real = real;
    this.#names = names;
  }

  async latest(key: string) {
    return this.#latest.get(key) ?? (await this.#real.latest(key));
  }

  async version(key: string, version: number) {
    return this.#versions.get(`${key} ${version}`) ?? this.#real.version(key, version);
  }

  async append(version: ReportVersion) {
    const { key } = version.report;
    const latest = await this.latest(key);
    if ((latest?.version ?? 0) + 1 !== version.version) return 'conflict' as const;
    const { before } = this.#changes.get(key) ?? { before: latest };
    this.#latest.set(key, version);
    this.#versions.set(`${key} ${version.version}`, version);
    this.#changes.set(key, { key, before, after: version });
    return 'appended' as const;
  }

  async project(
    _version: ReportVersion,
    _before: readonly ReportVersion[],
    _described?: KnownPatient | undefined,
    numbers: readonly NewNumber[] = [],
  ): Promise<void> {
    await this.#names.create(numbers);
  }

  reportsOf(patientKey: string) {
    return this.#real.reportsOf(patientKey);
  }

  historyOf(patientKey: string, code: string) {
    return this.#real.historyOf(patientKey, code);
  }

  keep(): readonly RehearsedChange[] {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    this.#latest.keep();
    this.#versions.keep();
    return changes;
  }

  drop(): void {
    this.#changes = new Map();
    this.#latest.drop();
    this.#versions.drop();
  }
}

/** Makes rehearsed report names visible to later rehearsals. */
class RehearsedNames implements ReportNames {
  readonly #real: ReportNames;
  readonly #numbers = new Layered<readonly NamedReport[]>();

  constructor(real: ReportNames) {
    this.#real = real;
  }

  async find(numbers: readonly string[]) {
    const found = await this.#real.find(numbers.filter((number) => this.#numbers.get(number) === undefined));
    return new Map(numbers.map((number) => [number, this.#numbers.get(number) ?? found.get(number) ?? []]));
  }

  async put(named: readonly NamedUnder[]): Promise<void> {
    for (const { number, report, gone } of named) {
      const known = (await this.find([number])).get(number) ?? [];
      const others = known.filter(({ key }) => !gone.includes(key));
      this.#numbers.set(number, newestOf([...others, report], reportEntry));
    }
  }

  async create(numbers: readonly NewNumber[]): Promise<void> {
    for (const { number, reports } of numbers) this.#numbers.set(number, reports);
  }

  keep(): void {
    this.#numbers.keep();
  }

  drop(): void {
    this.#numbers.drop();
  }
}

/** Makes rehearsed orders and merges visible to later rehearsals. */
class RehearsedIdentities implements IdentityStore {
  readonly #real: IdentityStore;
  readonly #owners = new Layered<readonly Owner[]>();
  readonly #links = new Layered<readonly PatientLink[]>();
  readonly #described = new Layered<KnownPatient>();

  constructor(real: IdentityStore) {
    this.#real = real;
  }

  async find(names: IdentityNames) {
    const known = await this.#real.find(names);
    const owners = new Map(known.owners);
    for (const alias of names.aliases) {
      const rehearsed = this.#owners.get(alias) ?? [];
      if (rehearsed.length > 0)
        owners.set(alias, newestOf([...(owners.get(alias) ?? []), ...rehearsed], owner));
    }
    const links = new Map(known.links);
    for (const key of names.patients) {
      const rehearsed = this.#links.get(key) ?? [];
      if (rehearsed.length > 0) links.set(key, newestOf([...(links.get(key) ?? []), ...rehearsed], link));
    }
    const described = new Map(known.described);
    for (const key of names.patients) {
      const rehearsed = this.#described.get(key);
      if (rehearsed !== undefined) described.set(key, rehearsed);
    }
    return { owners, links, described, awaited: known.awaited };
  }

  async putOwners(claims: readonly OwnerClaim[]): Promise<readonly string[]> {
    for (const claim of claims)
      this.#owners.set(claim.alias, newestOf([...(this.#owners.get(claim.alias) ?? []), claim.owner], owner));
    return [];
  }

  async describe(key: string, add: AddWord): Promise<KnownPatient> {
    const { described } = await this.find({ aliases: [], patients: [key] });
    const after = add(described.get(key));
    this.#described.set(key, after);
    return after;
  }

  async link(retired: string, stated: PatientLink): Promise<boolean> {
    this.#links.set(retired, newestOf([...(this.#links.get(retired) ?? []), stated], link));
    return false;
  }

  markAwaited(names: IdentityNames) {
    return this.#real.find(names);
  }

  async unmark(): Promise<void> {}

  keep(): void {
    this.#owners.keep();
    this.#links.keep();
    this.#described.keep();
  }

  drop(): void {
    this.#owners.drop();
    this.#links.drop();
    this.#described.drop();
  }
}
