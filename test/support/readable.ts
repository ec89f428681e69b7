import { aMemoryCloud } from './memory-cloud.ts';
import { anOru } from './messages.ts';
import { aSite } from './site.ts';

export const BASE = 'https://api.test/live/fhir';

type Fields = Readonly<Record<number, string>>;

/** A laboratory with readers over FHIR, in memory, and what a read needs of it. */
export function aReadableCloud() {
  const site = aSite({
    sources: [{ id: 'any', kind: 'lis' }],
    access: { issuer: 'https://login.test', audience: ['labwire'] },
  });
  const cloud = aMemoryCloud(site);
  return { cloud, dependencies: { ...cloud, system: site.laboratory.system } };
}

/** A report of a patient under a filler number, with results; MSH-7, OBR-7 and OBR-22 say its day of March 2026. */
export const aReport = (
  patient: string,
  filler: string,
  {
    day = '02',
    results = [{}],
    order = {},
  }: {
    readonly day?: string;
    readonly results?: readonly Fields[];
    readonly order?: Fields;
  } = {},
): Uint8Array =>
  anOru({
    header: { 7: `202603${day}0800+0000`, 10: `M-${filler}-${day}` },
    patient: { 3: `${patient}^^^RIVERSIDE^MR`, 5: `${patient}^Test` },
    order: {
      ...{ 3: `${filler}^CORELIS`, 4: 'PANEL^Panel^L', 7: `202603${day}0700+0000` },
      ...{ 22: `202603${day}0800+0000` },
      ...order,
    },
    results: results.map((fields) => ({ 14: `202603${day}0700+0000`, ...fields })),
  });
