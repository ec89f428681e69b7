import type { Owner } from '../../model/owner.ts';
import type { PatientLink } from '../../model/patient.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { NormalizeDependencies } from '../process/normalize-message.ts';

/** What would become of one report. */
export interface RehearsedChange {
  readonly key: string;
  /** As it stands; undefined where it would be new. */
  readonly before: ReportVersion | undefined;
  readonly after: ReportVersion;
}

export interface Rehearsal {
  /** To be used in the place of the real ones: everything is read, and nothing is written. */
  readonly dependencies: NormalizeDependencies;
  /** What has been changed since the last time it was asked for. */
  takeChanges(): readonly RehearsedChange[];
}

/** Stands between a use case and its stores, so that what it would do can be seen first. */
export function rehearse(real: NormalizeDependencies): Rehearsal {
  const reports = new RehearsedReports(real.reports);
  const nothing = async () => undefined;
  return {
    dependencies: {
      ...real,
      reports,
      index: {
        ofPatient: (...query) => real.index.ofPatient(...query),
        putNames: nothing,
        named: (name) => real.index.named(name),
      },
      identities: rehearseIdentities(real.identities),
      messages: { get: (id) => real.messages.get(id), intend: nothing, finish: nothing, put: refuse },
      orders: { put: nothing, ordersOf: (alias) => real.orders.ordersOf(alias) },
      qc: { put: nothing },
      devices: { put: nothing, state: (device) => real.devices.state(device) },
      definitions: { put: nothing, get: (...name) => real.definitions.get(...name) },
      unmapped: { put: nothing, of: (source) => real.unmapped.of(source) },
      updates: { send: nothing },
      work: { send: nothing },
      inbound: { send: nothing },
    },
    takeChanges: () => reports.takeChanges(),
  };
}

const refuse = () => Promise.reject(new Error('a rehearsal takes no messages'));

class RehearsedReports implements ReportStore {
  readonly #real: ReportStore;
  readonly #versions = new Map<string, ReportVersion>();
  #changes = new Map<string, RehearsedChange>();

  constructor(real: ReportStore) {
    this.#real = real;
  }

  async latest(key: string) {
    return this.#versions.get(key) ?? (await this.#real.latest(key));
  }

  async version(key: string, version: number) {
    const rehearsed = this.#versions.get(key);
    return rehearsed?.version === version ? rehearsed : this.#real.version(key, version);
  }

  async append(version: ReportVersion) {
    const { key } = version.report;
    const latest = await this.latest(key);
    if ((latest?.version ?? 0) + 1 !== version.version) return 'conflict' as const;
    const { before } = this.#changes.get(key) ?? { before: latest };
    this.#versions.set(key, version);
    this.#changes.set(key, { key, before, after: version });
    return 'appended' as const;
  }

  async project(): Promise<void> {}

  reportsOf(patientKey: string) {
    return this.#real.reportsOf(patientKey);
  }

  historyOf(patientKey: string, code: string) {
    return this.#real.historyOf(patientKey, code);
  }

  takeChanges(): readonly RehearsedChange[] {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    return changes;
  }
}

/** Orders and merges that would be written are seen by what is rehearsed after them. */
function rehearseIdentities(real: IdentityStore): IdentityStore {
  const owners = new Map<string, Owner[]>();
  const links = new Map<string, PatientLink>();
  return {
    async find(names) {
      const known = await real.find(names);
      const merged = new Map(known.owners);
      for (const alias of names.aliases) {
        const rehearsed = owners.get(alias) ?? [];
        if (rehearsed.length > 0) merged.set(alias, [...(merged.get(alias) ?? []), ...rehearsed]);
      }
      const linked = new Map(known.links);
      for (const key of names.patients) {
        const link = links.get(key);
        if (link !== undefined) linked.set(key, link);
      }
      return { owners: merged, links: linked, described: known.described };
    },
    async putOwners(claims) {
      for (const { alias, owner } of claims) owners.set(alias, [...(owners.get(alias) ?? []), owner]);
    },
    async putPatient() {},
    async link(retired, link) {
      links.set(retired, link);
    },
  };
}
