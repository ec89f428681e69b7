import type { HoldReason } from '../../lib/model/hold-reason.ts';
import type { Report, ReportPart, ReportVersion } from '../../lib/model/report.ts';
import { type AdmittedMessage, admitMessage } from '../../lib/normalize/admit/admit-message.ts';
import { type NormalizedResults, normalizeResults } from '../../lib/normalize/kinds/normalize-results.ts';
import type { ReadingOptions } from '../../lib/normalize/kinds/reading.ts';
import { assembleReport } from '../../lib/reports/assemble-report.ts';
import type { Site } from '../../lib/site/site.ts';
import { aSite } from './site.ts';

export const receivedAt = new Date('2026-03-02T14:00:00Z');

interface NormalizeOptions {
  readonly site?: Site;
  readonly messageId?: string;
  readonly at?: Date;
  readonly released?: readonly HoldReason[];
}

/** Reads one message that must be accepted, with the function of its kind. */
export function readWith<T>(
  read: (admitted: AdmittedMessage, options: ReadingOptions) => T,
  bytes: Uint8Array,
  { site = aSite(), messageId = 'm1', at = receivedAt, released }: NormalizeOptions = {},
): T {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.issues));
  return read(admitted.value, { messageId, receivedAt: at, site, released });
}

/** Normalizes one message of results that must be accepted. */
export const normalized = (bytes: Uint8Array, options: NormalizeOptions = {}): NormalizedResults =>
  readWith(normalizeResults, bytes, options);

/** The part of a message with exactly one part. */
export function onlyPart(bytes: Uint8Array, options: Parameters<typeof normalized>[1] = {}): ReportPart {
  const { parts } = normalized(bytes, options);
  if (parts.length !== 1 || parts[0] === undefined) throw new Error(`${parts.length} parts`);
  return parts[0].part;
}

/** The report from one message alone. */
export function reportOf(bytes: Uint8Array, options: Parameters<typeof normalized>[1] = {}): Report {
  const [incoming] = normalized(bytes, options).parts;
  if (incoming === undefined) throw new Error('no part');
  return assembleReport({ key: incoming.reportKey, processingId: incoming.processingId }, [incoming.part]);
}

/** A report as its first version. */
export const asVersion = (report: Report): ReportVersion => ({
  version: 1,
  messageId: 'm1',
  createdAt: receivedAt.toISOString(),
  sequenceGroup: report.patient?.key ?? report.key,
  changes: ['report'],
  published: 1,
  report,
});
