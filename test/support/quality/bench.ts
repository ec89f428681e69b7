import { aMemoryCloud } from '../memory-cloud.ts';
import { msh, obr, obx, pid, toMessage } from '../messages.ts';
import { aControl, aQuality } from './controls.ts';

export const day = '20260303';
/** A control at a time of the day; more than 130 is rejected. */
export const control = (time: string, value = '101') => aControl({ at: `${day}${time}`, value });
/** A result of a patient, measured at a time of the day. */
export const result = (time: string, { patient = time, analyte = 'GLU', device = 'c303' } = {}) =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: `${day}${time}+0000`, 10: `P${patient}${analyte}` }),
    pid({ 3: `${patient}^^^RIVERSIDE^MR` }),
    obr({ 3: `F${patient}` }),
    obx({ 3: `${analyte}^Glucose^99LAB`, 5: '95', 6: 'mg/dL', 18: device, 19: `${day}${time}+0000` }),
  );

/** Messages come in the evening unless a test says when. */
export function aBench(system: Readonly<Record<string, unknown>> = {}, since = Date.UTC(2026, 2, 3, 20)) {
  const cloud = aMemoryCloud(undefined, { quality: aQuality({ gate: { mode: 'gate' }, ...system }), since });
  const take = (bytes: Uint8Array) => cloud.run(bytes);
  const all = () =>
    cloud.reports.all().map(({ report, published, version }) => ({
      ...report,
      ...{ version, isSent: published === version },
      gate: report.parts.at(-1)?.gate,
    }));
  const only = () => {
    const [report, ...others] = all();
    if (report === undefined || others.length > 0) throw new Error(`${others.length} other reports`);
    return report;
  };
  return { ...cloud, take, all, only };
}
