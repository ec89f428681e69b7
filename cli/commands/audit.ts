import type { AuditEntry } from '../../lib/model/audit.ts';
import { printJson, quiet } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
import { connect, type SystemOptions } from '../system.ts';

export interface AuditOptions extends SystemOptions {
  readonly patient?: string;
  readonly by?: string;
  readonly since: Date;
  readonly until?: Date;
  readonly json?: boolean;
}

/** Who read what, when and why. It holds no results. */
export async function audit(options: AuditOptions): Promise<void> {
  const system = connect(options);
  try {
    const { since, until = system.clock() } = options;
    const entries =
      options.patient === undefined
        ? system.audit.between(since, until)
        : system.audit.ofPatient(patientKeyAt(options.patient));
    const found: AuditEntry[] = [];
    for await (const entry of entries)
      if (
        entry.at >= since.toISOString() &&
        entry.at <= until.toISOString() &&
        (options.by === undefined || entry.actor === options.by)
      )
        found.push(entry);
    if (options.json === true) printJson(found);
    else for (const entry of found) console.log(lineOf(entry));
    if (found.length === 0) console.error('nobody read anything');
  } finally {
    system.close();
  }
}

const lineOf = ({
  at,
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
    at,
    actor.padEnd(16),
    channel.padEnd(12),
    `${action} ${resourceType} ${subject ?? ''}`.trim(),
    quiet(`patient ${patientKey ?? 'unknown'}`),
    quiet(`${count} given out`),
    reason ?? '',
  ].join('  ');
