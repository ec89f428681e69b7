import {
  heldCount,
  type Ledger,
  type ReportReference,
  type SetAsideReason,
  setAsideCount,
} from '../../model/message.ts';
import type { HoldReason, ReportPart } from '../../model/report.ts';
import type { IdentityNames } from '../../ports/identity-store.ts';
import type { Filed } from '../file/filing.ts';

/** Counts where every OBX went, while the parts are filed. */
export class Tally {
  readonly reports: ReportReference[] = [];
  /** By report key and place in the message. */
  readonly places = new Set<string>();
  /** Where in the message something waits outside any report. */
  readonly heldAt = new Map<string, HoldReason>();
  /** Where in the message something is filed in a report that waits. */
  readonly waiting = new Map<string, HoldReason>();
  /** The keys of the patients whom something was filed for. */
  readonly patients = new Set<string>();
  /** What has to come before what is held can be filed. */
  readonly waitsFor: NameSets = { patients: new Set(), aliases: new Set() };
  /** What came with this message, and others wait for. */
  readonly awakes: NameSets = { patients: new Set(), aliases: new Set() };
  appended = 0;
  retriedPuts = 0;
  #stored = 0;
  #unmapped = 0;
  readonly #received: number;
  readonly #held: Partial<Record<HoldReason, number>> = {};
  readonly #setAside: Partial<Record<SetAsideReason, number>> = {};

  constructor(received: number) {
    this.#received = received;
  }

  /** `at` is where in the message it stood that waits. */
  hold(reason: HoldReason, observations: number, at: string): void {
    this.#held[reason] = (this.#held[reason] ?? 0) + observations;
    this.heldAt.set(at, reason);
  }

  /** Something is held until one of these is linked, described, or said to be somebody's. */
  waitFor(names: IdentityNames): void {
    add(this.waitsFor, names);
  }

  /** What waits for these is to be tried again. */
  awake(names: IdentityNames): void {
    add(this.awakes, names);
  }

  countUnmapped(observations: number): void {
    this.#unmapped += observations;
  }

  setAside(reason: SetAsideReason, observations: number): void {
    increase(this.#setAside, reason, observations);
  }

  /** A part, and where it came to be. */
  file(part: ReportPart, filed: Filed): void {
    const observations = part.observations.length;
    if (filed.kind === 'held') {
      this.hold(filed.reason, observations, part.at);
      this.waitFor({ patients: filed.waitsFor, aliases: [] });
      return;
    }
    const { report } = filed.version;
    const [hold] = report.holds;
    if (hold === undefined) this.#stored += observations;
    else this.#held[hold] = (this.#held[hold] ?? 0) + observations;
    if (hold !== undefined) this.waiting.set(part.at, hold);
    if (part.patient !== undefined) this.patients.add(part.patient.key);
    this.places.add(`${report.key} ${part.at}`);
    this.count(filed);
  }

  /** A report version that came of the message, without a result of its own. */
  count(filed: Filed & { readonly kind: 'filed' }): void {
    const { version, report } = filed.version;
    this.reports.push({ key: report.key, version, updates: filed.updates });
    for (const joined of filed.joined ?? [])
      this.reports.push({ key: joined.report.key, version: joined.version, updates: 0 });
    this.appended += filed.appended;
    this.retriedPuts += filed.retriedPuts;
  }

  get ledger(): Ledger {
    return {
      received: this.#received,
      stored: this.#stored,
      held: this.#held,
      setAside: this.#setAside,
      ...(this.#unmapped === 0 ? {} : { unmapped: this.#unmapped }),
    };
  }
}

export interface NameSets {
  readonly patients: Set<string>;
  readonly aliases: Set<string>;
}

function add(to: NameSets, { patients, aliases }: IdentityNames): void {
  for (const key of patients) to.patients.add(key);
  for (const alias of aliases) to.aliases.add(alias);
}

function increase<K extends string>(counts: Partial<Record<K, number>>, key: K, by: number): void {
  if (by > 0) counts[key] = (counts[key] ?? 0) + by;
}

/** The ledger of a message whose results all have one fate. */
export const wholeLedger = (
  received: number,
  ...[fate, reason]: ['held', HoldReason] | ['setAside', SetAsideReason]
): Ledger => ({
  received,
  stored: 0,
  held: {},
  setAside: {},
  ...(received === 0 && fate === 'setAside' ? {} : { [fate]: { [reason]: received } }),
});

/** `2 stored + 1 held + 0 set aside`, for people. */
export const describeLedger = (ledger: Ledger): string =>
  `${ledger.received} observations in = ${ledger.stored} stored + ${heldCount(ledger)} held + ${setAsideCount(ledger)} set aside`;
