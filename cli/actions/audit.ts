import { searchAudit } from '../../lib/app/operate/search-audit.ts';
import type { AuditEntry } from '../../lib/model/audit.ts';
import { printJson, printText, quiet, remark, Text } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
import { checkPeriod } from '../period.ts';
import { type SystemOptions, withSystem } from '../system.ts';

export interface AuditOptions extends SystemOptions {
  readonly patient?: string | undefined;
  readonly by?: string | undefined;
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly json?: boolean | undefined;
}

/** Lists who read which data, when and why. It shows no results. */
export async function audit(options: AuditOptions): Promise<void> {
  checkPeriod(options);
  const { since, until, by: actor } = options;
  const patientKey = options.patient === undefined ? undefined : patientKeyAt(options.patient);
  const found = await withSystem(options, { writes: false }, (system) =>
    searchAudit({ patientKey, actor, since, until }, system),
  );
  if (options.json === true) printJson(found);
  else printAudit(found);
  if (found.length === 0) remark`no read is recorded for this period`;
}

export function printAudit(found: readonly AuditEntry[]): void {
  for (const entry of found) printText(lineOf(entry));
}

const lineOf = ({
  readAt,
  actor,
  name,
  channel,
  action,
  resourceType,
  subject,
  patientKey,
  count,
  status,
  reason,
}: AuditEntry): Text =>
  Text.join(
    [
      readAt,
      (name === undefined || name === actor ? actor : `${actor} (${name})`).padEnd(16),
      channel.padEnd(12),
      `${action} ${resourceType} ${subject ?? ''}`.trim(),
      quiet(`patient ${patientKey ?? 'unknown'}`),
      quiet(status === undefined ? `${count} items` : `refused ${status}`),
      reason,
    ],
    '  ',
  );
