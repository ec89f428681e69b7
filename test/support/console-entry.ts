import { controlResultPage } from '../../lib/console/pages/control-result.ts';
import { testSystemPage } from '../../lib/console/pages/test-system.ts';
import type { Role } from '../../lib/model/role.ts';
import { type Quality, qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { aConsole, aConsoleSystem, aSession } from './console.ts';
import { aSite } from './site.ts';

/** The page of the test system. */
export const KIT = '/controls/kit-crp';

/** Mean and SD of each level. */
const wide = [
  ['10.0', '1.0'],
  ['40.0', '1.0'],
] as const;

/** A kit with two levels, whose lot is in use from a time on. */
export const kitQuality = (
  from: string,
  targets: readonly (readonly [mean: string, sd: string])[] = [
    ['2.480', '0.050'],
    ['9.60', '0.40'],
  ],
): Quality =>
  qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'kit', name: 'Kit control' },
        lots: [
          {
            lot: 'K1',
            levels: ['1', '2'].map((level) => ({
              level,
              names: [{ source: 'bench', material: `KIT-L${level}`, product: 'KIT', lot: 'K1' }],
            })),
          },
        ],
      },
    ],
    systems: [
      {
        ...{ id: 'kit-crp', source: 'bench', analyte: 'CRP', levels: ['1', '2'] },
        lots: [{ material: 'kit', lot: 'K1', active: from, by: 'Ines' }],
        targets: targets.map(([mean, sd], index) => ({
          ...{ material: 'kit', lot: 'K1', level: String(index + 1), basis: 'established', by: 'Ines' },
          ...{ mean, sd, unit: 'mg/L', from },
        })),
      },
    ],
  });

/** The kit, and a test system whose controls an instrument sends. */
function benchQuality(): Quality {
  const { materials, systems } = kitQuality('2026-03-01T00:00:00Z', wide);
  const other = { id: 'glucose', source: 'analyzer', analyzer: 'c303', analyte: 'GLU', levels: ['1'] };
  return { materials, systems: [...systems, ...qualityFileSchema.parse({ systems: [other] }).systems] };
}

/** A console, and a kit without an interface whose controls people enter. */
export function aBenchWithoutInterface(quality = benchQuality(), path = KIT) {
  const site = aSite();
  const bench = {
    ...site.sources[0],
    id: 'bench',
    sender: { application: 'BENCH' },
    entry: 'console' as const,
  };
  const { cloud, system } = aConsoleSystem(
    { ...site, sources: [bench as (typeof site.sources)[number], ...site.sources] },
    { quality, since: Date.UTC(2026, 2, 3, 6) },
  );
  const as = (role: Role = 'technician') =>
    aConsole([testSystemPage, controlResultPage], { system, session: aSession(role) });
  const entry = async () =>
    /name="entry" value="([^"]+)"/.exec(await (await as().get(path)).text())?.[1] ?? '';
  const enter = async (fields: Readonly<Record<string, string>> = {}, role: Role = 'technician') => {
    const form = { action: 'enter', reason: 'no interface', lot: 'kit/K1', entry: await entry(), ...fields };
    return as(role).post(path, form);
  };
  const settle = async () => {
    for (const one of cloud.inbound.entries) await cloud.normalize(one.messageId, one);
  };
  return { cloud, system, as, entry, enter, settle };
}
