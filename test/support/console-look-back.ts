import { interpreterWith } from '../../lib/app/operate/interpret.ts';
import { excludePoint } from '../../lib/app/quality/act-on-system.ts';
import { systemHistory } from '../../lib/app/quality/find-lot.ts';
import { aConsoleSystem } from './console.ts';
import { control, result } from './quality/bench.ts';
import { aQuality } from './quality/controls.ts';

/** The evening of a day whose control of 08:00 was rejected, after two results of patients had been delivered. */
export async function aRejectedMorning(gate: Readonly<Record<string, string>> = { mode: 'gate' }) {
  const quality = aQuality({ gate });
  const operated = aConsoleSystem(undefined, { quality, since: Date.UTC(2026, 2, 3, 20) });
  const { take, cloud } = operated;
  // from the evening on; the clock of messages goes on by a minute each time
  let ticks = Date.UTC(2026, 2, 3, 23);
  const clock = () => {
    ticks += 100;
    return new Date(ticks);
  };
  const system = {
    ...{ ...operated.system, clock },
    interpreter: interpreterWith({ ...operated.system, clock }),
  };
  const [one] = quality.systems;
  if (one === undefined) throw new Error('no system');
  const known = { materials: quality.materials, system: one, timeZone: system.site.laboratory.timeZone };
  const takeControl = (time: string, value: string) => take(control(time, value));
  const deliver = (time: string) => take(result(time));
  await takeControl('060000', '101');
  for (const time of ['070000', '073000']) await deliver(time);
  await takeControl('080000', '131');
  const rejected = cloud.qc.all().find(({ observation }) => observation.values[0]?.text === '131');
  if (rejected === undefined) throw new Error('no point');
  const actions = () => cloud.controlActions.since(systemHistory(one), new Date(0));
  return {
    ...operated,
    system,
    known,
    rejected,
    path: `/look-back/${one.id}/${rejected.id}`,
    takeControl,
    deliver,
    actions,
    /** What people decided about look-backs. */
    decisions: async () => (await actions()).filter(({ kind }) => kind === 'dispose' || kind === 'sign'),
    audited: () => system.audit.entries,
    exclude: (reason: string) =>
      excludePoint(known, rejected, { actor: 'tariq', reason, channel: 'command-line' }, system),
  };
}
