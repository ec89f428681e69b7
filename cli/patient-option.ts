import { followLinks } from '../lib/app/file/known-links.ts';
import { patientKeyOf, patientKeysOf } from '../lib/model/identity.ts';
import { UsageError } from './exit.ts';
import type { ConnectedSystem } from './system.ts';

/**
 * A patient by their number as PID-3 writes it: `4711^^^RIVERSIDE^MR`. Without an assigner the numbers of
 * a source are meant: `4711^^^core-lis`.
 * @throws UsageError where nobody assigned it
 */
export function patientKeyAt(text: string): string {
  const [value = '', , , assigner = '', type] = text.split('^');
  const [namespace, universalId] = assigner.split('&');
  const scope = universalId ?? namespace;
  if (value === '' || scope === undefined || scope === '')
    throw new UsageError('name the patient as PID-3 does, with who assigned the number: 4711^^^RIVERSIDE^MR');
  return patientKeyOf({ value, scope, assigner: {}, type: type === '' ? undefined : type });
}

/** The same person under every key: whom they were merged into, and who was merged into them. */
export async function everyKeyOf(
  key: string,
  { identities, reports }: Pick<ConnectedSystem, 'identities' | 'reports'>,
): Promise<string[]> {
  const links = await followLinks(new Map(), [key], identities);
  const keys = new Set([key, ...[...links.values()].flatMap(({ survivor }) => patientKeysOf(survivor))]);
  for (const one of [...keys])
    for (const report of await reports.reportsOf(one))
      for (const { patient, replaces } of (await reports.latest(report))?.report.parts ?? [])
        for (const former of [...(patient === undefined ? [] : patientKeysOf(patient)), replaces])
          if (former !== undefined) keys.add(former);
  return [...keys];
}
