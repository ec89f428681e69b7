import type { QcPoint } from '../../../lib/model/qc-point.ts';
import { type Quality, qualityFileSchema } from '../../../lib/site/quality/schema.ts';
import { msh, obr, obx, segment, toMessage } from '../messages.ts';
import { normalized } from '../normalized.ts';

/** One material with two lots whose level the messages name `QC1`, and the test system that it checks. */
export const aQuality = (system: Readonly<Record<string, unknown>> = {}, expires = '2026-12-31'): Quality =>
  qualityFileSchema.parse({
    materials: [
      {
        id: 'control',
        name: 'Control',
        lots: ['A', 'B'].map((lot) => ({
          lot,
          expires,
          levels: [{ level: '1', names: [{ source: 'analyzer', material: 'QC1' }] }],
        })),
      },
    ],
    systems: [
      {
        ...{ id: 'glucose', source: 'analyzer', analyzer: 'c303', analyte: 'GLU', levels: ['1'] },
        lots: [
          { material: 'control', lot: 'A', active: '2026-03-01T00:00:00Z', by: 'Ines' },
          { material: 'control', lot: 'B', parallel: '2026-03-02T00:00:00Z' },
        ],
        targets: [
          {
            ...{ material: 'control', lot: 'A', level: '1', basis: 'established', by: 'Ines' },
            ...{ mean: '100', sd: '10', unit: 'mg/dL', from: '2026-03-01T00:00:00Z' },
          },
        ],
        ...system,
      },
    ],
  });

export interface ControlResult {
  readonly value?: string;
  readonly at?: string;
  readonly material?: string;
  readonly unit?: string;
  /** OBX-2. */
  readonly type?: string;
  readonly analyzer?: string;
  /** OBX-11. */
  readonly status?: string;
  /** MSH-10, where the same control is sent again. */
  readonly id?: string;
  /** MSH-7. */
  readonly sentAt?: string;
}

/** A message with one result of control material. */
export const aControl = ({
  value = '101',
  at = '20260303060000',
  material = 'QC1',
  unit,
  type = 'NM',
  analyzer = 'c303',
  status = 'F',
  id = `${material}-${at}-${value}`.replaceAll(/[^\w-]/g, ''),
  sentAt,
}: ControlResult = {}) =>
  toMessage(
    msh({
      3: 'ANALYZER',
      4: '',
      9: 'OUL^R22',
      10: id,
      ...(sentAt === undefined ? {} : { 7: `${sentAt}+0000` }),
    }),
    segment('SPM', { 2: material, 11: 'Q^^HL70369' }),
    obr({ 3: material }),
    obx({ 2: type, 5: value, 6: unit ?? 'mg/dL', 11: status, 18: analyzer, 19: `${at}+0000` }),
  );

const measuredAtOf = ({ at = '20260303060000' }: ControlResult): number =>
  Date.parse(at.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));

/** The point of such a message, received a minute after it was measured. */
export function aPoint(result: ControlResult = {}): QcPoint {
  const messageId = `m-${JSON.stringify(result)}`;
  const at = new Date(measuredAtOf(result) + 60_000);
  const [point] = normalized(aControl(result), { messageId, at }).qcPoints;
  if (point === undefined) throw new Error('no point');
  return point;
}
