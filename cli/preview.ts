import type { Issue } from '@labwire/hl7/issue';
import { memoryStores } from '../lib/adapters/memory/stores.ts';
import { type Acceptance, acceptMessage } from '../lib/app/accept/accept-message.ts';
import { type Passed, passThrough } from '../lib/app/deliver/pass-through.ts';
import { listAssigners, type SpelledAssigner } from '../lib/app/operate/list-assigners.ts';
import { fileMessage } from '../lib/app/process/file-message.ts';
import type { NormalizeDependencies } from '../lib/app/process/normalize-dependencies.ts';
import { type NormalizeOutcome, normalizeMessage } from '../lib/app/process/normalize-message.ts';
import type { Hl7Form } from '../lib/destinations/hl7-form.ts';
import type { DeviceEvent } from '../lib/model/device-event.ts';
import type { HoldReason } from '../lib/model/hold-reason.ts';
import { holdsOfMessage, type MessageRecord, type SetAsideReason } from '../lib/model/message.ts';
import type { Order } from '../lib/model/order.ts';
import type { Owner } from '../lib/model/owner.ts';
import type { Patient } from '../lib/model/patient.ts';
import type { QcPoint } from '../lib/model/qc-point.ts';
import { holdTexts, setAsideTexts } from '../lib/model/reasons.ts';
import type { Report, ReportVersion } from '../lib/model/report.ts';
import type { SocialSecurityChoice } from '../lib/model/social-security.ts';
import type { TestDefinition } from '../lib/model/test-definition.ts';
import type { UnmappedTerm } from '../lib/model/unmapped-term.ts';
import { systemClock } from '../lib/shared/clock.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import { remark } from './output.ts';
import type { MessageInFile } from './read-messages.ts';
import { scriptRunnerOf } from './script-runner.ts';

export interface PreviewedMessage {
  readonly name: string;
  readonly outcome: Acceptance['outcome'];
  readonly record: MessageRecord | undefined;
  readonly issues: readonly Issue[];
  /** The answer to a question, as its sender would get it; undefined for other messages. */
  readonly answer: Uint8Array | undefined;
  /** Places in the message that are held outside any report. */
  readonly heldAt: ReadonlyMap<string, HoldReason>;
}

/** A held part of a message: its place and the reason. */
export interface Held {
  readonly name: string;
  readonly at: string;
  readonly reason: HoldReason;
}

/** A report as it would be delivered without its holds. */
export interface HeldVersion {
  readonly version: ReportVersion;
  readonly reasons: readonly HoldReason[];
}

/** Processes messages like the cloud, with everything in memory. */
export class Preview {
  readonly messages: PreviewedMessage[] = [];
  readonly #stores = memoryStores();
  /** The published version of each report, as the last message about the report left it. */
  readonly #published = new Map<string, ReportVersion>();
  readonly #dependencies: NormalizeDependencies;

  constructor({ site, siteVersion, scripts }: CheckedSite) {
    this.#dependencies = {
      site,
      siteVersion,
      runScript: scriptRunnerOf({ site, scripts }),
      clock: systemClock,
      ...this.#stores,
    };
  }

  /**
   * The newest published version of every report, in the order in which the reports began, each with its
   * patient as known now.
   */
  async delivered(): Promise<readonly ReportVersion[]> {
    const { reports } = this.#stores;
    const known = new Map(this.patients.map((patient) => [patient.key, patient]));
    const newest = await Promise.all(
      reports
        .all()
        .map(({ report, published }) =>
          published === undefined ? undefined : reports.version(report.key, published),
        ),
    );
    return newest
      .filter((version) => version !== undefined)
      .map((version) => {
        const subject = known.get(version.report.patient?.key ?? '');
        // notes about a patient belong to one report
        return subject === undefined
          ? version
          : { ...version, subject: { ...subject, notes: version.report.patient?.notes ?? [] } };
      });
  }

  /** What the original messages of a report add for a destination. Undefined: it wants nothing of them. */
  async passOn(
    report: Report,
    {
      hl7: { passThrough: wanted, version },
      socialSecurity,
    }: SocialSecurityChoice & { readonly hl7: Pick<Hl7Form, 'passThrough' | 'version'> },
  ): Promise<Passed | undefined> {
    if (wanted === 'none') return undefined;
    const { site, runScript } = this.#dependencies;
    const originals = this.#stores.messages;
    return passThrough(report, { originals, site, runScript, wanted, version, socialSecurity });
  }

  get orders(): readonly Order[] {
    return this.#stores.orders.all();
  }

  get qcPoints(): readonly QcPoint[] {
    return this.#stores.qc.all();
  }

  get deviceEvents(): readonly DeviceEvent[] {
    return this.#stores.devices.all();
  }

  get testDefinitions(): readonly TestDefinition[] {
    return this.#stores.definitions.all();
  }

  get unmapped(): readonly UnmappedTerm[] {
    return this.#stores.unmapped.all();
  }

  /** Assigners of patient numbers in several spellings. */
  assigners(): Promise<readonly SpelledAssigner[]> {
    return listAssigners({ unmapped: this.#stores.unmapped, site: this.#dependencies.site });
  }

  /** The owners of orders and specimens. */
  get owners(): readonly Owner[] {
    return this.#stores.identities.owners();
  }

  get patients(): readonly Patient[] {
    return this.#stores.identities.patients();
  }

  async take({ name, bytes }: MessageInFile): Promise<PreviewedMessage> {
    const dependencies = this.#dependencies;
    const { inbound } = this.#stores;
    const waiting = inbound.entries.length;
    const { outcome, messageId, issues, ack } = await acceptMessage(bytes, {
      ...dependencies,
    });
    const heldAt = new Map<string, HoldReason>();
    // reads the message in each of its sequence groups, and then the messages that waited for it
    for (let at = waiting; at < inbound.entries.length; at++) {
      const entry = inbound.entries[at];
      if (entry === undefined) continue;
      const read = await normalizeMessage(entry.messageId, dependencies, entry);
      if (entry.messageId !== messageId) await this.#refresh(entry.messageId, read);
      else for (const [place, reason] of read.heldAt) heldAt.set(place, reason);
    }
    const record = (await this.#stores.messages.get(messageId))?.record;
    await this.#keepPublished(record);
    const previewed = {
      name,
      outcome,
      record,
      issues: outcome === 'accepted' ? (record?.issues ?? []) : issues,
      answer: outcome === 'answered' ? ack : undefined,
      heldAt,
    };
    this.messages.push(previewed);
    return previewed;
  }

  async #keepPublished(record: MessageRecord | undefined): Promise<void> {
    const { reports } = this.#stores;
    for (const key of new Set(record?.reports.map((one) => one.key))) {
      const published = (await reports.latest(key))?.published;
      const version = published === undefined ? undefined : await reports.version(key, published);
      if (version !== undefined) this.#published.set(key, version);
    }
  }

  /** Updates an earlier message that was tried again. */
  async #refresh(messageId: string, { outcome, heldAt }: NormalizeOutcome): Promise<void> {
    const at = this.messages.findIndex(({ record }) => record?.id === messageId);
    const before = this.messages[at];
    const record = (await this.#stores.messages.get(messageId))?.record;
    if (before === undefined || record === undefined || outcome === 'already-processed') return;
    this.messages[at] = { ...before, record, issues: record.issues, heldAt };
  }

  /** All held parts, in the order of their messages. */
  get held(): readonly Held[] {
    const inReports = this.#stores.reports
      .all()
      .flatMap(({ report }) => placesOf(report, this.#published.get(report.key)));
    return this.messages.flatMap((message) => {
      const { name, record, heldAt, outcome } = message;
      if (record === undefined || outcome !== 'accepted') return [];
      const own = inReports.filter(({ messageId }) => messageId === record.id);
      const placed = [...[...heldAt].map(([at, reason]) => ({ at, reason })), ...own];
      const known = new Set(placed.map(({ reason }) => reason));
      // a message that is held as a whole has no place inside it
      const whole = reasonsOf(record)
        .filter((reason) => !known.has(reason))
        .map((reason) => ({ at: 'MSH', reason }));
      return [...placed, ...whole].map(({ at, reason }) => ({ name, at, reason }));
    });
  }

  /** Prints refused, held and set-aside parts to standard error. Returns whether anything was refused. */
  reportProblems(): boolean {
    const refused = this.messages.filter(({ outcome }) => outcome === 'rejected' || outcome === 'not-stored');
    for (const { name, issues } of refused)
      for (const { at, code, message } of issues) remark`${name}: ${at ?? ''} (${code}) ${message}`;
    for (const { name, at, reason } of this.held)
      remark`${name}: ${at} is held: ${reason} (${holdTexts[reason].why}); ${holdTexts[reason].todo}`;
    for (const { name, outcome, record } of this.messages)
      for (const [reason, count] of Object.entries(
        outcome === 'accepted' ? (record?.ledger?.setAside ?? {}) : {},
      ))
        remark`${name}: ${count} set aside: ${reason} (${setAsideTexts[reason as SetAsideReason]})`;
    return refused.length > 0;
  }

  /** Held reports, read as if a person had released them. For some reasons there is nothing to read. */
  async heldVersions(): Promise<readonly HeldVersion[]> {
    const inReports = this.#stores.reports
      .all()
      .flatMap((version) =>
        version.report.holds.length === 0 ? [] : [{ version, reasons: version.report.holds }],
      );
    const outside: HeldVersion[] = [];
    for (const { record, outcome, heldAt } of this.messages)
      if (record !== undefined && outcome === 'accepted' && (heldAt.size > 0 || record.state === 'held'))
        outside.push(...(await this.#released(record, heldAt)));
    return [...inReports, ...outside];
  }

  /** Reads one message again, without its holds outside reports. */
  async #released(record: MessageRecord, heldAt: PreviewedMessage['heldAt']): Promise<HeldVersion[]> {
    const { identities } = this.#stores;
    const stored = await this.#stores.messages.get(record.id);
    if (stored === undefined) return [];
    const isWhole = heldAt.size === 0;
    const released = isWhole ? reasonsOf(record) : [...new Set(heldAt.values())];
    const aside = memoryStores({ identities });
    await fileMessage(stored, { ...this.#dependencies, ...aside, identities }, { released });
    return aside.reports
      .all()
      .map((version) => ({
        version,
        reasons: isWhole ? released : version.report.parts.flatMap(({ at }) => heldAt.get(at) ?? []),
      }))
      .filter(({ reasons }) => reasons.length > 0);
  }
}

const reasonsOf = ({ state, ledger }: MessageRecord): HoldReason[] =>
  ledger === undefined ? [] : holdsOfMessage(state, ledger).map(([reason]) => reason);

/**
 * The places of the held parts of a report. If no part is held by itself, those that no delivered version has;
 * if all were delivered, all of them.
 */
function placesOf({ holds, parts }: ReportVersion['report'], published: ReportVersion | undefined) {
  const nameOf = ({ messageId, at, revision }: (typeof parts)[number]) =>
    `${messageId} ${at} ${revision ?? 0}`;
  const delivered = new Set(published?.report.parts.map(nameOf));
  const undelivered = parts.filter((part) => !delivered.has(nameOf(part)));
  const waiting = undelivered.length === 0 ? parts : undelivered;
  return holds.flatMap((reason) => {
    const own = parts.filter((part) => part.holds.includes(reason));
    return (own.length === 0 ? waiting : own).map(({ messageId, at }) => ({ messageId, at, reason }));
  });
}
