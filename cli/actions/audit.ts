import type { AuditEntry } from '../../lib/model/audit.ts';
import { printJson, quiet } from '../output.ts';
import { everyKeyOf, patientKeyAt } from '../patient-option.ts';
import { connect, type SystemOptions } from '../system.ts';
import { checkPeriod } from './messages.ts';

export interface AuditOptions extends SystemOptions {
  readonly patient?: string;
  readonly by?: string;
  readonly since: Date;
  readonly until?: Date;
  readonly json?: boolean;
}

/** Who read what, when and why. It holds no results. */
export async function audit(options: AuditOptions): Promise<void> {
  checkPeriod(options);
  const system = connect(options);
  try {
    const { since, until = system.clock() } = options;
    const keys = options.patient === undefined ? [] : await everyKeyOf(patientKeyAt(options.patient), system);
    const entries =
      options.patient === undefined
        ? [system.audit.between(since, until)]
        : keys.map((key) => system.audit.ofPatient(key));
    const found: AuditEntry[] = [];
    for (const some of entries)
      for await (const entry of some)
        if (
          entry.readAt >= since.toISOString() &&
          entry.readAt <= until.toISOString() &&
          (options.by === undefined || entry.actor === options.by)
        )
          found.push(entry);
    found.sort((a, b) => a.readAt.localeCompare(b.readAt));
    if (options.json === true) printJson(found);
    else for (const entry of found) console.log(lineOf(entry));
    if (found.length === 0) console.error('nobody read anything');
  } finally {
    system.close();
  }
}

const lineOf = ({
  readAt,
  actor,
  channel,
  action,
  resourceType,
  subject,
  patientKey,
  count,
  reason,
}: AuditEntry): string =>
  [
    readAt,
    actor.padEnd(16),
    channel.padEnd(12),
    `${action} ${resourceType} ${subject ?? ''}`.trim(),
    quiet(`patient ${patientKey ?? 'unknown'}`),
    quiet(`${count} given out`),
    reason ?? '',
  ].join('  ');
