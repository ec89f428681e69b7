import { interpreterWith } from '../../lib/app/operate/interpret.ts';
import { judgeSystem } from '../../lib/app/quality/judge-system.ts';
import type { QcPoint } from '../../lib/model/qc-point.ts';
import { type Quality, qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { type aConsoleSystem, sessionTime } from './console.ts';
import { kitOfAnswers } from './quality/answers.ts';
import { aPoint } from './quality/controls.ts';

/** A console whose system has these controls, at the time of every session. */
export function withControls(
  system: ReturnType<typeof aConsoleSystem>['system'],
  { quality = nightQuality(), ...replaced }: Partial<Parameters<typeof interpreterWith>[0]> = {},
) {
  const clock = () => sessionTime;
  return {
    ...system,
    ...{ quality, clock },
    interpreter: interpreterWith({ ...system, quality, clock, ...replaced }),
  };
}

/** Judges all controls as they would have been when they came. */
export async function judgeNight(
  system: ReturnType<typeof aConsoleSystem>['system'],
  { materials, systems } = nightQuality(),
): Promise<void> {
  const timeZone = 'America/Los_Angeles';
  for (const one of systems)
    await judgeSystem(
      { materials, system: one, timeZone },
      { id: 'night', since: new Date(0) },
      { ...system, clock: () => sessionTime },
    );
}

const at = (daysAgo: number, minutes = 0): string =>
  new Date(sessionTime.getTime() - daysAgo * 86_400_000 + minutes * 60_000).toISOString();

const targets = (means: readonly (readonly [string, string])[], unit: string) =>
  means.map(([mean, sd], index) => ({
    ...{ material: 'chemistry', lot: '45800', level: String(index + 1), basis: 'established', by: 'Ines' },
    ...{ mean, sd, unit, from: at(60) },
  }));

const aSystem = (id: string, analyte: string, of: ReturnType<typeof targets>) => ({
  ...{ id, source: 'chemistry-1', analyzer: 'CHEM1-A', analyte, levels: ['1', '2'], targets: of },
  lots: [
    { material: 'chemistry', lot: '45800', active: at(60), by: 'Ines' },
    { material: 'chemistry', lot: '45900', parallel: at(2) },
  ],
});

/** Four test systems, one in each state. */
export const nightQuality = (): Quality =>
  qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'chemistry', name: 'Chemistry control' },
        lots: ['45800', '45900'].map((lot) => ({
          ...{ lot, expires: lot === '45800' ? '2026-03-31' : '2027-06-30' },
          levels: ['1', '2'].map((level) => ({
            level,
            names: [{ source: 'chemistry-1', material: `${lot}-L${level}` }],
          })),
        })),
      },
    ],
    systems: [
      {
        ...aSystem(
          'chemistry-1-glucose',
          'GLU',
          targets(
            [
              ['100.0', '2.0'],
              ['250.0', '5.0'],
            ],
            'mg/dL',
          ),
        ),
        allowedError: { percent: '8', absolute: '6', origin: 'CLIA 2025' },
        gate: { mode: 'watch' },
        due: { every: 'hours', hours: 8 },
      },
      aSystem(
        'chemistry-1-potassium',
        'K',
        targets(
          [
            ['4.00', '0.08'],
            ['6.50', '0.12'],
          ],
          'mmol/L',
        ),
      ),
      aSystem(
        'chemistry-1-sodium',
        'NA',
        targets(
          [
            ['140.0', '1.2'],
            ['155.0', '1.4'],
          ],
          'mmol/L',
        ),
      ),
      aSystem(
        'chemistry-1-lactate',
        'LACT',
        targets(
          [
            ['1.50', '0.06'],
            ['4.00', '0.12'],
          ],
          'mmol/L',
        ),
      ),
      aSystem('chemistry-1-urea', 'UREA', []),
    ],
  });

/** The test systems of the night, and a rapid test of a kit whose controls people type. */
export function nightWithKit(): Quality {
  const [night, kit] = [nightQuality(), kitOfAnswers({ analyzer: undefined, analyte: 'FLUA' }, 'bench-kit')];
  const ofKit = kit.systems.map((one) => ({
    ...one,
    lots: one.lots.map((lot) => (lot.lot === 'K2' ? { ...lot, active: undefined, parallel: at(2) } : lot)),
  }));
  return { materials: [...night.materials, ...kit.materials], systems: [...night.systems, ...ofKit] };
}

/** What the kit showed: right, wrong, not valid, in words that nobody knows, and in the new lot. */
export const kitPoints = (): readonly QcPoint[] =>
  [
    ['Negative', 'Positive'],
    ['Positive', 'Positive'],
    ['Negative', 'invalid'],
    ['Negative', 'faint line'],
    ['Negative', 'Positive', 'K2'],
    ['Negative', 'Negative'],
  ].flatMap(([negative = '', positive = '', lot = 'K1'], index, all) =>
    [negative, positive].map((value, level) => {
      const point = aNightPoint('FLUA', value, {
        ...{ minutes: level - 60 * (all.length - index), unit: '', type: 'ST' },
        material: `${lot}-${['negative', 'positive'][level]}`,
      });
      return { ...point, source: 'bench-kit', analyzer: 'bench-kit' };
    }),
  );

/** A result of a control; `hours` before the time of the session. */
export function aNightPoint(
  analyte: string,
  value: string,
  { daysAgo = 0, minutes = 0, material = '45800-L1', unit = 'mg/dL', reagent = 'R-18', type = 'NM' } = {},
): QcPoint {
  const iso = at(daysAgo, minutes);
  const point = aPoint({ value, material, at: iso.replaceAll(/[-:T]|\..*$/g, ''), unit, type });
  return {
    ...point,
    ...{ id: `${analyte}-${iso}-${material}`, source: 'chemistry-1', analyzer: 'CHEM1-A' },
    messageId: `7c41e0${minutes + 100}${daysAgo}9b2f55`,
    reagents: [{ substance: { codings: [{ code: 'REAG' }] }, lot: reagent } as QcPoint['reagents'][number]],
    observation: {
      ...point.observation,
      code: { ...point.observation.code, codings: [{ code: analyte, system: 'L' }] },
    },
  };
}

/** A month of glucose that ends with a reject, and the other test systems. */
export function nightPoints(): readonly QcPoint[] {
  const wave = [0.2, -0.6, 0.9, -1.1, 0.4, 1.6, -0.3, 0.7, -1.4, 0.1];
  const days = Array.from({ length: 28 }, (_, index) => 28 - index);
  const pair = (analyte: string, of: readonly (readonly [number, number, number])[], unit: string) =>
    days.flatMap((daysAgo, index) =>
      of.map(([mean, sd, decimals], level) =>
        aNightPoint(analyte, (mean + sd * (wave[(index + 3 * level) % wave.length] ?? 0)).toFixed(decimals), {
          ...{ daysAgo, minutes: level * 4, material: `45800-L${level + 1}`, unit },
          reagent: daysAgo > 12 ? 'R-17' : 'R-18',
        }),
      ),
    );
  const glucose = pair(
    'GLU',
    [
      [100, 2, 1],
      [250, 5, 1],
    ],
    'mg/dL',
  );
  const potassium = pair(
    'K',
    [
      [4, 0.08, 2],
      [6.5, 0.12, 2],
    ],
    'mmol/L',
  );
  return [
    ...glucose,
    aNightPoint('GLU', '106.7', { minutes: -50 }),
    aNightPoint('GLU', '261.4', { minutes: -46, material: '45800-L2' }),
    ...potassium,
    aNightPoint('K', '4.02', { minutes: -40, unit: 'mmol/L' }),
    aNightPoint('K', '6.41', { minutes: -36, unit: 'mmol/L', material: '45800-L2' }),
    aNightPoint('NA', '141.0', { minutes: -30, unit: 'mmol/L', material: 'QC-NEW' }),
    aNightPoint('LACT', '1.52', { daysAgo: 2, unit: 'mmol/L' }),
    aNightPoint('LACT', '4.05', { daysAgo: 2, minutes: 3, unit: 'mmol/L', material: '45800-L2' }),
  ];
}
