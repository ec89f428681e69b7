import {
  MemoryInboundQueue,
  MemoryMessageStore,
  MemoryReportStore,
  MemoryUpdateQueue,
} from '../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../lib/app/accept-message.ts';
import { normalizeMessage } from '../lib/app/normalize-message.ts';
import type { MessageRecord } from '../lib/model/message.ts';
import type { ReportVersion } from '../lib/model/report.ts';
import { createScriptRunner } from '../lib/normalize/transform/script-runner.ts';
import { systemClock } from '../lib/shared/clock.ts';
import type { Issue } from '../lib/shared/issue.ts';
import type { SiteRelease } from '../lib/site/site.ts';
import type { MessageInFile } from './read-messages.ts';

export interface PreviewedMessage {
  readonly name: string;
  readonly outcome: 'accepted' | 'duplicate' | 'rejected' | 'not-stored';
  readonly record: MessageRecord | undefined;
  readonly issues: readonly Issue[];
}

export interface Preview {
  readonly messages: readonly PreviewedMessage[];
  readonly reports: readonly ReportVersion[];
}

/** Takes messages the way the cloud does, with everything in memory. */
export async function previewMessages(
  messages: readonly MessageInFile[],
  { site, siteVersion, scripts }: SiteRelease,
): Promise<Preview> {
  const store = new MemoryMessageStore();
  const reports = new MemoryReportStore();
  const runScript =
    scripts === undefined ? undefined : createScriptRunner(scripts, { timeoutMs: site.limits.scriptMs });
  const dependencies = { site, siteVersion, runScript, clock: systemClock, messages: store, reports };
  const inbound = new MemoryInboundQueue();
  const updates = new MemoryUpdateQueue();
  const previewed: PreviewedMessage[] = [];
  for (const { name, bytes } of messages) {
    const { outcome, messageId, issues } = await acceptMessage(bytes, { ...dependencies, inbound });
    if (outcome === 'accepted') await normalizeMessage(messageId, { ...dependencies, updates });
    const record = (await store.get(messageId))?.record;
    previewed.push({
      name,
      outcome,
      record,
      issues: outcome === 'accepted' ? (record?.issues ?? []) : issues,
    });
  }
  return { messages: previewed, reports: reports.all() };
}

/** Says on standard error what was refused or is held; gives whether anything was refused. */
export function reportProblems({ messages, reports }: Preview): boolean {
  const refused = messages.filter(({ outcome }) => outcome !== 'accepted' && outcome !== 'duplicate');
  for (const { name, issues } of refused)
    for (const { at, code, message } of issues) console.error(`${name}: ${at ?? ''} (${code}) ${message}`);
  for (const { report } of reports)
    if (report.holds.length > 0) console.error(`report ${report.key} is held: ${report.holds.join(', ')}`);
  return refused.length > 0;
}
