import { checkSite } from '../../lib/site/load-site.ts';
import type { CheckedSite, Site } from '../../lib/site/site.ts';
import { siteVersionOf } from '../../lib/site/site-version.ts';

/** A small laboratory whose parts can be replaced. */
export function aSite(overrides: Readonly<Record<string, unknown>> = {}): Site {
  const loaded = checkSite({
    laboratory: { name: 'Test Laboratory', system: 'https://lab.test', timeZone: 'America/New_York' },
    sources: [
      { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS', facility: 'RIVERSIDE' } },
      {
        id: 'chemistry',
        kind: 'analyzer',
        sender: { application: 'CHEM1' },
        otherMessages: 'reject',
        controls: { specimenId: '^QC', patientId: '^CTRL', requireRole: true },
      },
      { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' } },
    ],
    destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' }],
    ...overrides,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.site;
}

/** The same with its version, for a system whose site the commands read. */
export function aCheckedSite(overrides: Readonly<Record<string, unknown>> = {}): CheckedSite {
  const site = aSite(overrides);
  return { site, siteVersion: siteVersionOf(site) };
}
