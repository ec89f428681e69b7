import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { admitMessage, senderScopeOf } from '../lib/normalize/admit/admit-message.ts';
import { patientsNamedIn } from '../lib/normalize/admit/sequence-group.ts';
import { UsageError } from './exit.ts';
import type { ConnectedSystem } from './system.ts';

/** Who reads patient data, and why; a command that shows some takes both. */
export interface ReasonOptions {
  readonly why?: string;
  readonly by?: string;
}

export interface AuditedRead {
  readonly action: 'read' | 'search';
  /** `Message`, `Delivery`, `DeadLetter`. */
  readonly resourceType: string;
  /** By an id of ours. */
  readonly subject?: string;
  /** What was asked by. */
  readonly parameters?: readonly string[];
  /** The keys of the patients whom it is about; of nobody that is known where there are none. */
  readonly patients: readonly string[];
  readonly count: number;
}

export const readerOf = ({ by }: ReasonOptions): string => by ?? userInfo().username;

/** @throws UsageError where patient data would be shown for no reason */
export function reasonOf({ why }: ReasonOptions): string {
  if (why === undefined || why.trim() === '')
    throw new UsageError('this shows patient data: say why with --why TEXT; it is kept in the audit trail');
  return why;
}

/** Writes down that somebody reads, before anything is shown: what cannot be written down is not shown. */
export async function writeDown(
  { audit, clock }: Pick<ConnectedSystem, 'audit' | 'clock'>,
  { patients, parameters = [], ...read }: AuditedRead,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): Promise<void> {
  const readAt = clock().toISOString();
  const requestId = randomUUID();
  const about = patients.length === 0 ? [undefined] : [...new Set(patients)];
  for (const patientKey of about)
    await audit.record({
      ...read,
      readAt,
      requestId,
      actor,
      reason,
      channel: 'command-line',
      parameters: [...parameters],
      patientKey,
    });
}

/** Everybody whom a message names: also where it made no report, or retires them. */
export function patientsIn(bytes: Uint8Array, { site }: Pick<ConnectedSystem, 'site'>): string[] {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return [];
  const { message, msh, source } = admitted.value;
  return patientsNamedIn(message, senderScopeOf(source, msh));
}

/** Whom the reports of a message are about. */
export async function patientsOf(
  reports: readonly { readonly key: string }[],
  { reports: store }: Pick<ConnectedSystem, 'reports'>,
): Promise<string[]> {
  const keys: string[] = [];
  for (const { key } of reports) {
    const patient = (await store.latest(key))?.report.patient?.key;
    if (patient !== undefined) keys.push(patient);
  }
  return [...new Set(keys)];
}
