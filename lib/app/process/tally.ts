import type { Message } from '@labwire/hl7/message/message';
import type { HoldReason } from '../../model/hold-reason.ts';
import type { Ledger, ReportReference, SetAsideReason } from '../../model/message.ts';
import type { ReportedObservation, ReportPart, ReportVersion } from '../../model/report.ts';
import { statedCorrections } from '../../normalize/rules/stated-corrections.ts';
import { resultCount } from '../../normalize/transform/transform-message.ts';
import type { IdentityNames } from '../../ports/identity-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { resultsStatedBy } from '../../reports/changes/results-stated-by.ts';
import { currentParts, isSamePlace, revisionOf } from '../../reports/parts.ts';
import { leavesOlderValue, saysThatItCorrects } from '../../reports/statements/held-correction.ts';
import type { Filed, FiledPart } from '../file/filing.ts';
import type { AwaitedState } from '../quality/past-of.ts';

/** Counts where every OBX went, while the parts are filed. */
export class Tally {
  readonly reports: ReportReference[] = [];
  /** Report key and place in the message. */
  readonly places = new Set<string>();
  /** Places in the message that are held outside any report. */
  readonly heldAt = new Map<string, HoldReason>();
  /** Places of `heldAt` whose results may not stand in any report: they are taken back if they were filed before. */
  readonly contradictedAt = new Set<string>();
  /** Other messages that are to be read again, because this one contradicts what they were filed by. */
  readonly recalls = new Map<string, WaitingMessage>();
  /** Places in the message that are filed in a report that is held. */
  readonly waiting = new Map<string, HoldReason>();
  /** Keys of the patients for whom something was filed. */
  readonly patients = new Set<string>();
  /** The names that must become known before the held results can be filed. */
  readonly waitsFor: NameSets = { patients: new Set(), aliases: new Set() };
  /** The names that became known with this message and that other messages wait for. */
  readonly awakes: NameSets = { patients: new Set(), aliases: new Set() };
  /** What results wait for at test systems: see `controlsAwaited`. */
  readonly controlsAwaited = new Map<string, AwaitedState>();
  /** Test systems whose gate is open after the controls of this message, and `pastOf` those whose past it changed. */
  readonly openSystems = new Set<string>();
  /** A report that the message needs may be in the making, in another sequence. */
  readsOnceMore = false;
  /** Results of the message that were put in order by the time of receipt, because no clock tells. */
  ordersUnknown = 0;
  /** Updates that the filters of destinations kept out. */
  updatesFiltered = 0;
  appended = 0;
  retriedPuts = 0;
  #stored = 0;
  #unmapped = 0;
  readonly #received: number;
  readonly #corrections: Partial<Record<HoldReason, number>> = {};
  readonly #held: Partial<Record<HoldReason, number>> = {};
  /** The parts that wait in a held report, by the key of the report. */
  readonly #waiting = new Map<string, WaitingPart[]>();
  readonly #setAside: Partial<Record<SetAsideReason, number>> = {};

  constructor(received: number) {
    this.#received = received;
  }

  /** Counts a hold; `at` is the place in the message. */
  hold(reason: HoldReason, observations: number, at: string): void {
    this.#held[reason] = (this.#held[reason] ?? 0) + observations;
    this.heldAt.set(at, reason);
  }

  /** Counts a part that is held before its report is known. */
  holdPart(reason: HoldReason, part: ReportPart): void {
    this.hold(reason, part.observations.length, part.at);
    // a training message corrects nothing in a chart
    if (saysThatItCorrects(part) && !part.holds.includes('processing-id')) this.countCorrections(reason, 1);
  }

  /** Counts held corrections of values that are in charts. */
  countCorrections(reason: HoldReason, parts: number): void {
    increase(this.#corrections, reason, parts);
  }

  /** Results are held until one of these is linked, described, or assigned to a patient. */
  waitFor(names: IdentityNames): void {
    add(this.waitsFor, names);
  }

  /** Results are held until something comes to these test systems. */
  waitForControls(awaited: ReadonlyMap<string, AwaitedState>): void {
    for (const [name, one] of awaited) {
      const known = this.controlsAwaited.get(name);
      if ('unread' in one) this.controlsAwaited.set(name, one);
      else {
        const isOlder = known !== undefined && 'system' in known && known.version !== one.version;
        this.controlsAwaited.set(name, isOlder ? { ...one, version: undefined } : one);
      }
    }
  }

  /** Messages that wait for these names are to be tried again. */
  awake(names: IdentityNames): void {
    add(this.awakes, names);
  }

  /** These messages are to be read again, with what this message said. */
  recall(messages: readonly WaitingMessage[]): void {
    for (const message of messages) this.recalls.set(message.messageId, message);
  }

  countUnmapped(observations: number): void {
    this.#unmapped += observations;
  }

  setAside(reason: SetAsideReason, observations: number): void {
    increase(this.#setAside, reason, observations);
  }

  /** Counts a part by the outcome of its filing. */
  file(part: ReportPart, filed: Filed): void {
    const observations = part.observations.length;
    if (filed.kind === 'held') {
      this.holdPart(filed.reason, part);
      this.waitFor({ patients: filed.waitsFor, aliases: [] });
      return;
    }
    const { report } = filed.version;
    const [reason, ...others] = hasPublished(part, filed) ? [] : report.holds;
    if (reason === undefined) this.#stored += observations;
    else {
      const corrections = leavesOlderValue(part, report, filed.shown?.report) ? 1 : 0;
      this.#wait(report.key, { at: part.at, reason, others, observations, corrections });
    }
    if (part.patient !== undefined) this.patients.add(part.patient.key);
    this.places.add(`${report.key} ${part.at}`);
    this.ordersUnknown += resultsStatedBy(part, report).filter(isOfUnknownOrder).length;
    this.count(filed);
  }

  /** Counts a report version that the message made without a result of its own. */
  count(filed: FiledPart): void {
    const { version, report } = filed.version;
    this.recall(filed.lifted ?? []);
    if (report.holds.length === 0) this.#lift(report.key);
    this.reports.push({ key: report.key, version, updates: filed.updates });
    for (const joined of filed.joined ?? [])
      this.reports.push({ key: joined.report.key, version: joined.version, updates: 0 });
    this.updatesFiltered += filed.filtered ?? 0;
    this.appended += filed.appended;
    this.retriedPuts += filed.retriedPuts;
  }

  #wait(reportKey: string, waiting: WaitingPart): void {
    const { at, reason, observations, corrections } = waiting;
    this.#waiting.set(reportKey, [...(this.#waiting.get(reportKey) ?? []), waiting]);
    this.waiting.set(at, reason);
    this.#held[reason] = (this.#held[reason] ?? 0) + observations;
    this.countCorrections(reason, corrections);
  }

  /** Counts what waited in a report as stored: another part of the message resolved the hold. */
  #lift(reportKey: string): void {
    for (const { at, reason, observations, corrections } of this.#waiting.get(reportKey) ?? []) {
      this.waiting.delete(at);
      decrease(this.#held, reason, observations);
      decrease(this.#corrections, reason, corrections);
      this.#stored += observations;
    }
    this.#waiting.delete(reportKey);
  }

  get ledger(): Ledger {
    const waiting = [...this.#waiting.values()].flat();
    const also = new Set(waiting.flatMap(({ others }) => others));
    const alsoHeld = [...also].filter((reason) => this.#held[reason] === undefined).sort();
    return {
      received: this.#received,
      stored: this.#stored,
      held: this.#held,
      setAside: this.#setAside,
      ...(alsoHeld.length === 0 ? {} : { alsoHeld }),
      ...(Object.keys(this.#corrections).length === 0 ? {} : { corrections: this.#corrections }),
      ...(this.#unmapped === 0 ? {} : { unmapped: this.#unmapped }),
    };
  }
}

interface WaitingPart {
  readonly at: string;
  readonly reason: HoldReason;
  /** Further holds of its report. */
  readonly others: readonly HoldReason[];
  readonly observations: number;
  readonly corrections: number;
}

/** Whether charts show this reading of a part, although its report is held now: the hold is another message's. */
function hasPublished(part: ReportPart, { version, shown }: FiledPart): boolean {
  const reading = ({ report }: ReportVersion) =>
    currentParts(report.parts).find((one) => isSamePlace(one, part));
  const current = shown === undefined ? undefined : reading(version);
  const before = shown === undefined ? undefined : reading(shown);
  return current !== undefined && before !== undefined && revisionOf(current) === revisionOf(before);
}

const isOfUnknownOrder = ({ marks = [] }: ReportedObservation): boolean => marks.includes('order-unknown');

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

/** A count of zero is left out. */
function decrease<K extends string>(counts: Partial<Record<K, number>>, key: K, by: number): void {
  const left = (counts[key] ?? 0) - by;
  if (left > 0) counts[key] = left;
  else delete counts[key];
}

/** The ledger of a message whose results all have the same outcome. */
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

/** The ledger of a message that is held before it is read. */
export function heldLedger(message: Message, reason: HoldReason): Ledger {
  const corrections = statedCorrections(message.segments);
  return {
    ...wholeLedger(resultCount(message), 'held', reason),
    ...(corrections === 0 ? {} : { corrections: { [reason]: corrections } }),
  };
}
