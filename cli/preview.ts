import type { Issue } from '@labwire/hl7/issue';
import { memoryStores } from '../lib/adapters/memory/stores.ts';
import { type Acceptance, acceptMessage } from '../lib/app/accept/accept-message.ts';
import { type NormalizeDependencies, normalizeMessage } from '../lib/app/process/normalize-message.ts';
import type { DeviceEvent } from '../lib/model/device-event.ts';
import type { MessageRecord } from '../lib/model/message.ts';
import type { Order } from '../lib/model/order.ts';
import type { Owner } from '../lib/model/owner.ts';
import type { Patient } from '../lib/model/patient.ts';
import type { QcPoint } from '../lib/model/qc-point.ts';
import type { ReportVersion } from '../lib/model/report.ts';
import type { TestDefinition } from '../lib/model/test-definition.ts';
import type { UnmappedTerm } from '../lib/model/unmapped-term.ts';
import { createScriptRunner } from '../lib/normalize/transform/script-runner.ts';
import { systemClock } from '../lib/shared/clock.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import type { MessageInFile } from './read-messages.ts';

export interface PreviewedMessage {
  readonly name: string;
  readonly outcome: Acceptance['outcome'];
  readonly record: MessageRecord | undefined;
  readonly issues: readonly Issue[];
}

/** Takes messages the way the cloud does, with everything in memory. */
export class Preview {
  readonly messages: PreviewedMessage[] = [];
  readonly #stores = memoryStores();
  readonly #dependencies: NormalizeDependencies;

  constructor({ site, siteVersion, scripts }: CheckedSite) {
    this.#dependencies = {
      site,
      siteVersion,
      runScript:
        scripts === undefined ? undefined : createScriptRunner(scripts, { timeoutMs: site.limits.scriptMs }),
      clock: systemClock,
      ...this.#stores,
    };
  }

  /** The newest version of every report, in the order they were begun. */
  get reports(): readonly ReportVersion[] {
    return this.#stores.reports.all();
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

  /** Whose the orders and specimens are. */
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
    const { outcome, messageId, issues } = await acceptMessage(bytes, {
      ...dependencies,
    });
    // in every sequence that it waits in
    for (let at = waiting; at < inbound.entries.length; at++)
      await normalizeMessage(messageId, dependencies, inbound.entries[at]);
    const record = (await this.#stores.messages.get(messageId))?.record;
    const previewed = {
      name,
      outcome,
      record,
      issues: outcome === 'accepted' ? (record?.issues ?? []) : issues,
    };
    this.messages.push(previewed);
    return previewed;
  }

  /** Says on standard error what was refused or is held; gives whether anything was refused. */
  reportProblems(): boolean {
    const refused = this.messages.filter(({ outcome }) => outcome === 'rejected' || outcome === 'not-stored');
    for (const { name, issues } of refused)
      for (const { at, code, message } of issues) console.error(`${name}: ${at ?? ''} (${code}) ${message}`);
    for (const { report } of this.reports)
      if (report.holds.length > 0) console.error(`report ${report.key} is held: ${report.holds.join(', ')}`);
    return refused.length > 0;
  }
}
