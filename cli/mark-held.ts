import type { BundleEntry } from '@medplum/fhirtypes';
import type { HoldReason } from '../lib/model/hold-reason.ts';
import { holdTexts } from '../lib/model/reasons.ts';
import type { ReportVersion } from '../lib/model/report.ts';
import { systemBase } from '../lib/render/fhir/systems.ts';

/** The entry, with a tag in `meta` for each hold. */
export function markEntry(entry: BundleEntry, reasons: readonly HoldReason[], system: string): BundleEntry {
  const { resource } = entry;
  if (resource === undefined) return entry;
  const held = [...new Set(reasons)].map((code) => ({
    system: `${systemBase(system)}/held`,
    code,
    display: `held, not delivered: ${holdTexts[code].why}`,
  }));
  return {
    ...entry,
    resource: { ...resource, meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), ...held] } },
  };
}

/** The version, with a note at the beginning for each hold. */
export const markVersion = (version: ReportVersion, reasons: readonly HoldReason[]): ReportVersion => ({
  ...version,
  report: {
    ...version.report,
    notes: [
      ...[...new Set(reasons)].map((reason) => ({
        text: `HELD, NOT DELIVERED: ${reason} (${holdTexts[reason].why})`,
        source: 'L',
        at: '',
      })),
      ...version.report.notes,
    ],
  },
});
